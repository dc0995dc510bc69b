/** Many conflicts at once: what a strategy would make of each, one go for all, and one way back. */
import { call, IpcError, type Automatic, type BulkOutcome, type Foreseen } from "../../ipc";

/** As many as the engine foresees in one answer. */
const PAGE = 100;
/** As many as one request may name. */
const MOST = 5000;

/** Does something to all of them, as many at a time as may be named. */
async function each(
  ids: readonly number[],
  to: (ids: number[]) => Promise<BulkOutcome>,
  sofar: (outcome: BulkOutcome) => void,
): Promise<void> {
  let all: BulkOutcome = { resolved: 0, ids: [], failed_total: 0, failed: [] };
  for (let at = 0; at === 0 || at < ids.length; at += MOST) {
    const next = await to(ids.slice(at, at + MOST));
    all = {
      resolved: all.resolved + next.resolved,
      ids: [...all.ids, ...next.ids],
      failed_total: all.failed_total + next.failed_total,
      failed: [...all.failed, ...next.failed],
    };
    sofar(all);
  }
}

export class Bulk {
  strategy = $state<Automatic>("merge");
  foreseen = $state.raw<readonly Foreseen[] | null>(null);
  error = $state.raw<IpcError | null>(null);
  busy = $state(false);
  /** What came of it, until the next one. */
  report = $state.raw<BulkOutcome | null>(null);
  /** Whether the last one was undone. */
  undone = $state.raw<BulkOutcome | null>(null);
  private latest = 0;

  readonly ready = $derived(this.foreseen?.filter(({ error }) => !error) ?? []);
  readonly cannot = $derived(this.foreseen?.filter(({ error }) => error) ?? []);

  /** Looks at what the strategy would do to these. */
  async foresee(ids: readonly number[]): Promise<void> {
    const mine = ++this.latest;
    this.foreseen = null;
    this.error = null;
    try {
      const foreseen: Foreseen[] = [];
      for (let at = 0; at < ids.length; at += PAGE) {
        foreseen.push(...(await call("foresee_conflicts", { ids: ids.slice(at, at + PAGE), strategy: this.strategy })));
        if (mine !== this.latest) return;
      }
      this.foreseen = foreseen;
    } catch (error) {
      if (mine === this.latest) this.error = error as IpcError;
    }
  }

  /** Resolves those that can be. Answers whether that is done. */
  apply(): Promise<boolean> {
    const ids = this.ready.map(({ id }) => id);
    return this.run(async () => {
      const strategy = this.strategy;
      // What is done can be undone, also where something fails on the way.
      await each(
        ids,
        (ids) => call("resolve_conflicts", { ids, strategy }),
        (outcome) => (this.report = outcome),
      );
      this.undone = null;
    });
  }

  /** Lets all of the last go wait again. */
  undo(): Promise<boolean> {
    const ids = this.report?.ids ?? [];
    return this.run(async () => {
      await each(
        ids,
        (ids) => call("undo_conflicts", { ids }),
        (outcome) => (this.undone = outcome),
      );
      this.report = null;
    });
  }

  /** Says no longer what came of the last go: something else was done since. */
  forget(): void {
    this.report = null;
    this.undone = null;
  }

  private async run(what: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await what();
      return true;
    } catch (error) {
      this.error = error as IpcError;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
