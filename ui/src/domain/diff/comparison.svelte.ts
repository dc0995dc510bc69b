/** One comparison of two versions of a skill: read in pages, its folds opened one by one. */
import { call, IpcError, type DiffItem, type DiffRequest } from "../../ipc";
import { fieldsOf, unfolded } from "./rows";

export type Compared = Omit<DiffRequest, "offset">;

export class Comparison {
  items = $state.raw<DiffItem[]>([]);
  next = $state<number | null>(null);
  error = $state.raw<IpcError | null>(null);
  busy = $state(true);
  private request: Compared | null = null;
  private asked = 0;

  readonly fields = $derived(fieldsOf(this.items));

  /** Compares two versions. The comparison before stays until this one is here. */
  async read(request: Compared): Promise<void> {
    this.request = request;
    const asked = ++this.asked;
    this.busy = true;
    try {
      const page = await call("diff", { ...request, offset: 0 });
      if (asked !== this.asked) return;
      this.items = page.items;
      this.next = page.next;
      this.error = null;
    } catch (error) {
      if (asked !== this.asked) return;
      this.items = [];
      this.next = null;
      this.error = error as IpcError;
    } finally {
      if (asked === this.asked) this.busy = false;
    }
  }

  /** Reads it again, or what could not be read. */
  again(): void {
    if (this.request) void this.read(this.request);
  }

  /** Reads on. */
  async more(): Promise<void> {
    if (this.next === null || this.busy || !this.request) return;
    const asked = this.asked;
    this.busy = true;
    try {
      const page = await call("diff", { ...this.request, offset: this.next });
      if (asked !== this.asked) return;
      this.items = [...this.items, ...page.items];
      this.next = page.next;
    } catch (error) {
      if (asked === this.asked) this.error = error as IpcError;
    } finally {
      if (asked === this.asked) this.busy = false;
    }
  }

  /** Shows the lines of the fold that stands at this place of the list. */
  async unfold(at: number): Promise<void> {
    const fold = this.items[at];
    const before = this.items.slice(0, at).findLast((item) => item.kind === "field");
    if (fold?.kind !== "fold" || before?.kind !== "field" || !this.request) return;
    const asked = this.asked;
    try {
      const { lines } = await call("folded_lines", {
        of: { ...this.request, offset: 0 },
        field: before.name,
        first: fold.after,
        lines: fold.lines,
      });
      // Another fold may have been opened meanwhile: this one is found again.
      const now = this.items.indexOf(fold);
      if (asked === this.asked && lines.length && now >= 0) this.items = unfolded(this.items, now, lines);
    } catch (error) {
      if (asked === this.asked) this.error = error as IpcError;
    }
  }
}
