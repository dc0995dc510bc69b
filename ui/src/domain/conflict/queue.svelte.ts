/** The conflicts as a list: filtered, read by the page as it is scrolled, and chosen from for many at once. */
import {
  call,
  IpcError,
  type ConflictRow,
  type ConflictType,
  type QueuePage,
  type QueueRequest,
  type Severity,
} from "../../ipc";

const PAGE = 100;
/** A burst of events is one change. */
const SETTLE_MS = 120;
/** Long enough to type a word, short enough not to be noticed. */
const TYPING_MS = 150;

export class Queue {
  rows = $state.raw<readonly ConflictRow[]>([]);
  page = $state.raw<Omit<QueuePage, "rows"> | null>(null);
  error = $state.raw<IpcError | null>(null);
  severity = $state<Severity | null>(null);
  type = $state<ConflictType | null>(null);
  text = $state("");
  /** Whether the resolved ones are shown. */
  history = $state(false);
  /** The numbers of the chosen ones. */
  checked = $state.raw<ReadonlySet<number>>(new Set());
  scrollTop = $state(0);
  private latest = 0;
  private reading = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  get total(): number {
    return this.page?.total ?? 0;
  }

  get filtered(): boolean {
    return this.severity !== null || this.type !== null || this.text.trim() !== "";
  }

  private request(offset: number, limit = PAGE): QueueRequest {
    return { severity: this.severity, type: this.type, text: this.text, resolved: this.history, offset, limit };
  }

  /** Reads the list again, as far as it had been read. */
  async load(): Promise<void> {
    const mine = ++this.latest;
    const want = Math.max(PAGE, Math.ceil(this.rows.length / PAGE) * PAGE);
    try {
      const rows: ConflictRow[] = [];
      let page: QueuePage;
      do {
        page = await call("conflicts", this.request(rows.length));
        if (mine !== this.latest) return;
        rows.push(...page.rows);
      } while (page.rows.length && rows.length < Math.min(want, page.total));
      this.rows = rows;
      this.page = page;
      this.error = null;
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
      const { rows, ...page } = await call("conflicts", this.request(this.rows.length));
      if (mine !== this.latest) return;
      const known = new Set(this.rows.map(({ id }) => id));
      this.rows = [...this.rows, ...rows.filter(({ id }) => !known.has(id))];
      this.page = page;
    } catch (error) {
      if (mine === this.latest) this.error = error as IpcError;
    } finally {
      this.reading = false;
    }
  }

  /** Something of the conflicts changed: reads them again once it is quiet. */
  changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), SETTLE_MS);
  }

  filter(change: { severity?: Severity | null; type?: ConflictType | null; text?: string; history?: boolean }): void {
    if (change.severity !== undefined) this.severity = change.severity;
    if (change.type !== undefined) this.type = change.type;
    if (change.text !== undefined) this.text = change.text;
    if (change.history !== undefined) this.history = change.history;
    this.checked = new Set();
    this.scrollTop = 0;
    this.rows = change.history === undefined ? this.rows.slice(0, PAGE) : [];
    clearTimeout(this.timer);
    if (change.text === undefined) void this.load();
    else this.timer = setTimeout(() => void this.load(), TYPING_MS);
  }

  check(id: number, on: boolean): void {
    const checked = new Set(this.checked);
    if (on) checked.add(id);
    else checked.delete(id);
    this.checked = checked;
  }

  /** Chooses all that fit the filters, also those that are not read yet. */
  async checkAll(on: boolean): Promise<void> {
    if (!on) {
      this.checked = new Set();
      return;
    }
    try {
      this.checked = new Set(await call("conflict_numbers", this.request(0)));
    } catch (error) {
      this.error = error as IpcError;
    }
  }

  /** The one after or before; the first where it is not in the list. */
  beside(id: number | null, step: 1 | -1): number | null {
    const at = this.rows.findIndex((row) => row.id === id);
    if (at < 0) return this.rows[0]?.id ?? null;
    return this.rows[at + step]?.id ?? null;
  }
}
