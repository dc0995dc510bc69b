/** The conflicts of the window: the queue, the one on the desk, and many at once. It outlives the view. */
import { call, on, type IpcError } from "../../ipc";
import { Bulk } from "./bulk.svelte";
import { Desk } from "./desk.svelte";
import { Queue } from "./queue.svelte";

/** Desks kept open: leaving a conflict and coming back finds it as it was. */
const DESKS = 12;

/** Makes something that outlives whoever asked for it: what it derives must not end with the view. */
function lasting<T>(make: () => T): T {
  let made!: T;
  $effect.root(() => {
    made = make();
  });
  return made;
}

export class Conflicts {
  readonly queue = new Queue();
  readonly bulk = new Bulk();
  selected = $state<number | null>(null);
  desk = $state.raw<Desk | null>(null);
  /** How many were resolved since the window opened, for counting down. */
  done = $state(0);
  /** The one resolved last, which can be undone from where one goes on. */
  last = $state.raw<{ id: number; name: string } | null>(null);
  undoError = $state.raw<IpcError | null>(null);
  private desks = new Map<number, Desk>();
  private read = false;

  constructor() {
    on("conflict", ({ id }) => {
      this.queue.changed();
      const desk = this.desks.get(id);
      if (desk && !desk.busy) void desk.load();
    });
    // A window that is closed or hidden may not come back.
    addEventListener("pagehide", () => void this.desk?.keep());
    document.addEventListener("visibilitychange", () => void this.desk?.keep());
  }

  /** Reads the queue when it is first looked at. */
  show(): void {
    if (this.read) return;
    this.read = true;
    void this.queue.load();
  }

  open(id: number | null): void {
    if (this.selected === id && (id === null) === (this.desk === null)) return;
    void this.desk?.keep();
    this.selected = id;
    if (id === null) {
      this.desk = null;
      return;
    }
    const desk = this.desks.get(id) ?? lasting(() => new Desk(id));
    this.desks.delete(id);
    this.desks.set(id, desk);
    for (const [old, other] of this.desks) {
      if (this.desks.size <= DESKS) break;
      void other.keep();
      this.desks.delete(old);
    }
    this.desk = desk;
  }

  /** Opens the next or the one before; answers whether there is one. */
  step(step: 1 | -1): boolean {
    const id = this.queue.beside(this.selected, step);
    if (id === null) return false;
    this.open(id);
    return true;
  }

  /** Resolves the one on the desk and goes on to the next. Answers whether it is resolved. */
  async resolve(): Promise<boolean> {
    const { desk } = this;
    if (!desk?.desk) return false;
    const { id, name } = desk.desk.row;
    const next = this.queue.beside(id, 1) ?? this.queue.beside(id, -1);
    if (!(await desk.resolve())) return false;
    this.done++;
    this.last = { id, name };
    this.bulk.forget();
    this.undoError = null;
    this.desks.delete(id);
    if (this.selected === id) this.open(next === id ? null : next);
    await this.queue.load();
    return true;
  }

  /** Lets the one resolved last wait again, and opens it. */
  async undoLast(): Promise<void> {
    const { last } = this;
    if (!last) return;
    try {
      await call("undo_conflict", { id: last.id });
      this.last = null;
      this.undoError = null;
      this.done = Math.max(0, this.done - 1);
      this.desks.delete(last.id);
      await this.queue.load();
      this.open(last.id);
    } catch (error) {
      this.undoError = error as IpcError;
    }
  }

  /** Shows those that wait, or those that are resolved. */
  turn(history: boolean): void {
    if (this.queue.history === history) return;
    this.open(null);
    this.queue.filter({ history, severity: null, type: null, text: "" });
  }
}
