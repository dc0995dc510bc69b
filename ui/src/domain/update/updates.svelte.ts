/** The updates that wait for a review: the queue, the one looked at with its differences, and what was decided. */
import { call, IpcError, on, type UpdateDetail, type UpdatesPage, type WaitingUpdate } from "../../ipc";
import { Comparison } from "../diff/comparison.svelte";

const PAGE = 50;
/** A burst of events is one change. */
const SETTLE_MS = 120;

/** What was decided last, for the line that says so and takes it back. */
export interface Decided {
  what: "accepted" | "skipped";
  count: number;
  /** What can be taken back. */
  ids: readonly string[];
  name: string;
}

export class Updates {
  rows = $state.raw<readonly WaitingUpdate[]>([]);
  page = $state.raw<Omit<UpdatesPage, "updates"> | null>(null);
  error = $state.raw<IpcError | null>(null);
  /** Whether the skipped ones are shown. */
  skipped = $state(false);
  selected = $state<string | null>(null);
  detail = $state.raw<UpdateDetail | null>(null);
  detailError = $state.raw<IpcError | null>(null);
  /** Whether another update came while one was decided on: it is shown instead, and nothing was done. */
  moved = $state(false);
  busy = $state(false);
  /** Why the last decision was not carried out. */
  failed = $state.raw<IpcError | null>(null);
  decided = $state.raw<Decided | null>(null);
  /** Whether it is asked if all are to be accepted. */
  asking = $state(false);
  scrollTop = $state(0);
  readonly comparison = new Comparison();
  private latest = 0;
  private asked = 0;
  private reading = false;
  private read = false;
  private known = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    on("status", ({ status }) => this.follow(`${status.updates.waiting}/${status.updates.skipped}`));
    on("catalogue_changed", () => this.changed());
  }

  get total(): number {
    return this.page?.total ?? 0;
  }

  /** Reads the queue when it is first looked at. */
  show(): void {
    if (this.read) return;
    this.read = true;
    void this.load();
  }

  private follow(counts: string): void {
    if (counts === this.known) return;
    this.known = counts;
    this.changed();
  }

  private changed(): void {
    if (!this.read) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), SETTLE_MS);
  }

  private request(offset: number) {
    return { skipped: this.skipped, offset, limit: PAGE };
  }

  /** Reads the list again, as far as it had been read, and the one that is open. */
  async load(): Promise<void> {
    const mine = ++this.latest;
    const want = Math.max(PAGE, this.rows.length);
    try {
      const rows: WaitingUpdate[] = [];
      let page: UpdatesPage;
      do {
        page = await call("updates", this.request(rows.length));
        if (mine !== this.latest) return;
        rows.push(...page.updates);
      } while (page.updates.length && rows.length < Math.min(want, page.total));
      this.rows = rows;
      this.page = page;
      this.error = null;
      const here = rows.find(({ skill_id }) => skill_id === this.selected);
      if (here && here.mark !== this.detail?.update.mark) await this.look(here.skill_id);
    } catch (error) {
      if (mine === this.latest) this.error = error as IpcError;
    }
  }

  /** Reads on where more rows are looked at than are here. */
  async ensure(end: number): Promise<void> {
    if (this.reading || !this.page || this.rows.length >= this.total || end <= this.rows.length - 10) return;
    this.reading = true;
    const mine = this.latest;
    try {
      const page = await call("updates", this.request(this.rows.length));
      if (mine !== this.latest) return;
      const known = new Set(this.rows.map(({ skill_id }) => skill_id));
      this.rows = [...this.rows, ...page.updates.filter(({ skill_id }) => !known.has(skill_id))];
      // What came while the list was read is not on it: the number of its beginning stays.
      this.page = { ...page, until: this.page.until };
    } catch (error) {
      if (mine === this.latest) this.error = error as IpcError;
    } finally {
      this.reading = false;
    }
  }

  open(id: string | null): void {
    if (id === this.selected && (id === null || this.detail)) return;
    this.selected = id;
    this.moved = false;
    this.failed = null;
    if (id === null) this.detail = null;
    else void this.look(id);
  }

  /** Reads what an update changes. */
  async look(id: string): Promise<void> {
    const asked = ++this.asked;
    try {
      const detail = await call("update_detail", { skill_id: id });
      if (asked !== this.asked) return;
      this.detail = detail;
      this.detailError = null;
      await this.comparison.read({ skill_id: id, before: "marketplace", after: "waiting" });
    } catch (error) {
      if (asked !== this.asked) return;
      this.detail = null;
      this.detailError = error as IpcError;
    }
  }

  /** The one after or before; the first where it is not in the list. */
  beside(step: 1 | -1): string | null {
    const at = this.rows.findIndex(({ skill_id }) => skill_id === this.selected);
    if (at < 0) return this.rows[0]?.skill_id ?? null;
    return this.rows[at + step]?.skill_id ?? null;
  }

  /** Lets the one that is open in. Answers whether that is done. */
  accept(): Promise<boolean> {
    return this.decide("accepted", (skill_id, mark) => call("accept_update", { skill_id, mark }));
  }

  /** Says no to the one that is open. Answers whether that is done. */
  skip(): Promise<boolean> {
    return this.decide("skipped", (skill_id, mark) => call("skip_update", { skill_id, mark }));
  }

  private async decide(what: Decided["what"], how: (id: string, mark: string) => Promise<unknown>): Promise<boolean> {
    const update = this.detail?.update;
    // What is not on the screen yet has not been looked at.
    if (!update || this.busy || this.comparison.busy || update.skill_id !== this.selected) return false;
    const next = this.beside(1) ?? this.beside(-1);
    return this.run(async () => {
      try {
        await how(update.skill_id, update.mark);
      } catch (error) {
        // Another one has come since: it is shown, and nothing was done.
        if ((error as IpcError).code !== "bad_input") throw error;
        this.moved = true;
        await this.look(update.skill_id);
        return false;
      }
      // Where the user has changed the skill, the way back is the conflict's.
      const ids = what === "accepted" && update.edited ? [] : [update.skill_id];
      this.decided = { what, count: 1, ids, name: update.name };
      this.open(next === update.skill_id ? null : next);
      return true;
    });
  }

  /** Lets all in that are listed. */
  acceptAll(): Promise<boolean> {
    const until = this.page?.until;
    if (until === undefined) return Promise.resolve(false);
    return this.run(async () => {
      const { accepted, undoable } = await call("accept_updates", { until });
      this.asking = false;
      this.decided = { what: "accepted", count: accepted, ids: undoable, name: "" };
      this.open(null);
      return true;
    });
  }

  /** Takes the last decision back: what it was about waits again. */
  takeBack(): Promise<boolean> {
    const ids = this.decided?.ids ?? [];
    if (!ids.length) return Promise.resolve(false);
    return this.run(async () => {
      for (const skill_id of ids) await call("take_back_update", { skill_id });
      this.decided = null;
      if (ids.length === 1) this.open(ids[0]!);
      return true;
    });
  }

  /** Lets a skipped one wait again. */
  askAgain(skill_id: string): Promise<boolean> {
    return this.run(async () => {
      await call("take_back_update", { skill_id });
      this.decided = null;
      this.open(null);
      return true;
    });
  }

  /** Shows those that wait, or those that were skipped. */
  turn(skipped: boolean): void {
    if (this.skipped === skipped) return;
    this.open(null);
    this.skipped = skipped;
    this.rows = [];
    this.page = null;
    this.scrollTop = 0;
    void this.load();
  }

  private async run(what: () => Promise<boolean>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failed = null;
    this.moved = false;
    try {
      const done = await what();
      await this.load();
      return done;
    } catch (error) {
      this.failed = error as IpcError;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
