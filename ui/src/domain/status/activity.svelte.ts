/** The activity log as it is looked at: filtered, searched, page by page, and never moved under the reader. */
import {
  call,
  IpcError,
  on,
  type ActivityEntry,
  type ActivityFilter,
  type ActivityFormat,
  type ActivityKind,
  type ActivityLevel,
} from "../../ipc";
import { called } from "./activity";

const PAGE = 50;
/** Typing goes on for this long before the log is searched. */
const TYPING_MS = 180;
/** Many things happen at once; the log is read once for them. */
const SETTLE_MS = 250;

export class ActivityLog {
  entries = $state.raw<ActivityEntry[] | null>(null);
  error = $state.raw<IpcError | null>(null);
  more = $state(false);
  /** Whether something happened that is not shown, so as not to move what is read. */
  fresh = $state(false);
  busy = $state(false);
  kind = $state<ActivityKind | "">("");
  level = $state<ActivityLevel | "">("");
  text = $state("");
  /** What came of writing the log out. */
  exported = $state.raw<{ entries: number; path: string } | null>(null);
  exportError = $state.raw<IpcError | null>(null);

  private watching = false;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    on("activity_changed", () => this.later(SETTLE_MS));
  }

  get filtered(): boolean {
    return this.kind !== "" || this.level !== "" || this.text.trim() !== "";
  }

  private get filter(): ActivityFilter {
    return {
      kinds: this.kind ? [this.kind] : [],
      level: this.level || null,
      text: this.text,
      named: called(this.text),
    };
  }

  /** Follows what happens for as long as it is looked at. */
  watch(): () => void {
    this.watching = true;
    void this.read();
    return () => {
      this.watching = false;
      clearTimeout(this.timer);
      this.exported = null;
      this.exportError = null;
    };
  }

  /** Reads the latest page again. */
  async read(): Promise<void> {
    const asked = ++this.asked;
    try {
      const page = await call("activity", { filter: this.filter, before: null, limit: PAGE });
      if (asked !== this.asked) return;
      this.entries = page.entries;
      this.more = page.more;
      this.fresh = false;
      this.error = null;
    } catch (error) {
      if (asked === this.asked) this.error = error as IpcError;
    }
  }

  /** Adds the page before. */
  async earlier(): Promise<void> {
    const last = this.entries?.at(-1);
    if (!last || this.busy) return;
    this.busy = true;
    const asked = ++this.asked;
    try {
      const page = await call("activity", { filter: this.filter, before: last.id, limit: PAGE });
      if (asked !== this.asked) return;
      this.entries = [...(this.entries ?? []), ...page.entries];
      this.more = page.more;
    } catch (error) {
      if (asked === this.asked) this.error = error as IpcError;
    } finally {
      this.busy = false;
    }
  }

  find(change: { kind?: ActivityKind | ""; level?: ActivityLevel | "" }): void {
    Object.assign(this, change);
    void this.read();
  }

  type(text: string): void {
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), TYPING_MS);
  }

  /** Writes what the filter lets through to a file that the user chooses. */
  async export(format: ActivityFormat, today: string): Promise<void> {
    this.exported = null;
    this.exportError = null;
    try {
      const { path } = await call("choose_activity_file", { format, name: `skilldock-activity-${today}.${format}` });
      if (path === null) return;
      const { entries } = await call("export_activity", { filter: this.filter, format, path });
      this.exported = { entries, path };
    } catch (error) {
      this.exportError = error as IpcError;
    }
  }

  /** More than a page is being read: what is new waits behind a button. */
  private later(ms: number): void {
    if (!this.watching) return;
    if ((this.entries?.length ?? 0) > PAGE) {
      this.fresh = true;
      return;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), ms);
  }
}
