/**
 * A list of skills: one query, the pages of its answer that were looked at, and what is chosen in it.
 * It outlives the view that draws it, so that coming back finds the query, the scroll and the focus.
 */
import {
  call,
  finished,
  IpcError,
  on,
  readQuery,
  writeQuery,
  type Facets,
  type Filters,
  type SearchPage,
  type Search,
  type SearchRequest,
  type SkillRow,
  type Sort,
} from "../../ipc";
import { noFilters, type Asked } from "./filters";
import { countChanges, hasMoved, rewritten, unchanged, type Pages } from "./pages";

const PAGE = 60;
/** Pages kept away from what is in view: enough to scroll back without a gap, little enough to forget the rest. */
const KEPT = 24;
/** What is typed this fast while an answer is on its way is one query. */
const DEBOUNCE_MS = 20;
/** The counts beside the list follow its rows once one stops typing for this long. */
const COUNTS_MS = 100;
/** Between two readings of a catalogue that keeps changing. */
const REST_MS = 100;

/** A change of what is asked for; what is left out stays. */
export interface Query {
  text?: string;
  filters?: Filters;
  sort?: Sort;
  literal?: boolean;
}

/** How the results are laid out: rows for reading down, cards for looking around. */
export type Layout = "list" | "grid";

/** What is kept of a list across a restart, as text. */
interface Kept {
  text: string;
  /** The chosen conditions as tokens, so that what is read back is well-formed whatever was kept. */
  filters: string;
  sort: Sort | null;
  layout: Layout;
  active: number;
  scrollTop: number;
  selected: string | null;
}

export class SkillList {
  text = $state("");
  filters = $state.raw<Filters>(noFilters());
  sort = $state<Sort | undefined>();
  literal = $state(false);

  /** The latest answer's head; `null` before the first. */
  answer = $state.raw<Omit<SearchPage, "skills"> | null>(null);
  facets = $state.raw<Facets | null>(null);
  pages = $state.raw<Pages>(new Map());
  error = $state.raw<IpcError | null>(null);
  busy = $state(true);

  layout = $state<Layout>("list");
  active = $state(0);
  scrollTop = $state(0);
  selected = $state<string | null>(null);
  /** Goes up with every query that was answered from the top. */
  queries = $state(0);
  /**
   * Changed rows that wait for a click, because showing them would move what is being looked at. `count` is how many
   * skills of this list came, went or look different; `null` where only some pages of it are here to compare.
   */
  waiting = $state.raw<{ count: number | null; apply: () => void } | null>(null);
  /** Whether the pointer rests on the list, so that nothing may move under it. */
  hovered = false;
  /** Whether the keys go to the list, so that nothing may move away from under them. */
  focused = false;
  /** Whether the keys went to the list last, so that Back gives them to it again. */
  keys = false;

  private sequence = 0;
  /** The skill that a link asked for: the first result does not take its place. */
  private held: string | null = null;
  /** The first and the last page that can be seen. */
  private inView: [number, number] = [0, 0];
  private readonly inFlight = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private countsTimer: ReturnType<typeof setTimeout> | undefined;
  /** Whether what is asked for was typed: then the rows come first. */
  private typing = false;
  /** Where to be once the first answer is here, after a restart. */
  private place: { active: number; scrollTop: number } | null = null;
  private refreshing = false;
  /** Whether the catalogue changed since the reading that is under way began. */
  private stale = false;

  /** `fixed` holds for every query of this list, such as `is: favourite` in the library. */
  constructor(private readonly fixed: (filters: Filters) => Filters = (filters) => filters) {
    on("catalogue_changed", () => void this.refresh());
  }

  get total(): number {
    return this.answer?.total ?? 0;
  }

  /**
   * The conditions that hold, those in the text included, without waiting for the answer: both sides read the same
   * language, and a chip must not come and go while an answer is on its way.
   */
  get conditions(): Filters {
    return readQuery(this.text, this.filters).filters;
  }

  /** The chosen conditions and those in the text, as one search: what a name or a link keeps of it. */
  get whole(): Search {
    return readQuery(this.text, this.fixed(this.filters), this.sort);
  }

  /** What is kept of it across a restart. */
  get kept(): string {
    const { text, sort = null, layout, active, scrollTop, selected } = this;
    const filters = writeQuery({ words: "", filters: this.filters, sort: "relevance" });
    return JSON.stringify({ text, filters, sort, layout, active, scrollTop, selected } satisfies Kept);
  }

  /** Puts back what was kept, before the first answer. */
  restore(kept: string | undefined): void {
    let read: Partial<Kept>;
    try {
      read = JSON.parse(kept ?? "{}") as Partial<Kept>;
    } catch {
      return;
    }
    if (typeof read.text === "string") this.text = read.text;
    if (typeof read.filters === "string") this.filters = readQuery(read.filters).filters;
    if (typeof read.sort === "string") this.sort = readQuery(`sort:${read.sort}`).sort;
    if (read.layout === "grid") this.layout = "grid";
    if (typeof read.selected === "string") this.selected = read.selected;
    const [active, scrollTop] = [Number(read.active), Number(read.scrollTop)];
    if (active >= 0 && scrollTop >= 0) this.place = { active, scrollTop };
  }

  /** Asks for other conditions, wherever they stood. */
  ask(asked: Asked): void {
    this.query(asked.text === this.text ? { filters: asked.filters } : asked);
  }

  /** What is asked for, whole: what an export of this list is of. */
  get asked(): SearchRequest {
    return this.request(0, false);
  }

  row(index: number): SkillRow | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The first result, where the open skill is not among the first page of them. */
  firstUnlessHere(): string | null {
    if (this.held !== null && this.held === this.selected) return null;
    const rows = this.pages.get(0) ?? [];
    return rows.some((row) => row.skill_id === this.selected) ? null : (rows[0]?.skill_id ?? null);
  }

  /** Keeps this skill open, whatever the list has, until something else is asked for. */
  hold(id: string): void {
    this.held = id;
  }

  /** The words and conditions changed: ask again from the top. */
  query(change: Query): void {
    if (change.text !== undefined) this.text = change.text;
    if (change.filters) this.filters = change.filters;
    if (change.sort) this.sort = change.sort;
    this.literal = change.literal ?? false;
    this.held = null;
    this.place = null;
    clearTimeout(this.timer);
    clearTimeout(this.countsTimer);
    this.typing = change.text !== undefined;
    // A key after a rest is asked for at once; only one that comes before the answer to the last waits for the next.
    if (!this.typing || !this.busy) void this.load();
    else this.timer = setTimeout(() => void this.load(), DEBOUNCE_MS);
  }

  /** Reads the first page and the counts. The old rows stay until the new ones are here. */
  async load(): Promise<void> {
    const sequence = ++this.sequence;
    this.inFlight.clear();
    this.waiting = null;
    this.busy = true;
    this.stale = false;
    try {
      const page = await call("search", this.request(0, true));
      if (sequence !== this.sequence) return;
      this.show(page, new Map([[0, page.skills]]), this.typing);
      this.error = null;
      const { active, scrollTop } = this.place ?? { active: 0, scrollTop: 0 };
      this.active = Math.max(0, Math.min(active, page.total - 1));
      this.scrollTop = scrollTop;
      // What was open before a restart stays open: that is no new query.
      if (!this.place || this.selected === null) this.queries++;
      this.place = null;
    } catch (error) {
      if (sequence === this.sequence) this.error = error as IpcError;
    } finally {
      if (sequence === this.sequence) this.busy = false;
    }
    if (sequence === this.sequence && this.stale && this.answer) void this.refresh();
  }

  /** Sees to it that the rows of a span are here or on their way. */
  ensure(first: number, end: number): void {
    this.inView = [Math.floor(first / PAGE), Math.floor(Math.max(first, end - 1) / PAGE)];
    if (!this.answer) return;
    for (let page = Math.floor(first / PAGE); page * PAGE < Math.min(end, this.total); page++) {
      if (!this.pages.has(page) && !this.inFlight.has(page)) void this.fetchPage(page);
    }
  }

  private async fetchPage(number: number): Promise<void> {
    const sequence = this.sequence;
    this.inFlight.add(number);
    try {
      const page = await call("search", this.request(number * PAGE, false));
      if (sequence !== this.sequence) return;
      const pages = new Map(this.pages).set(number, page.skills);
      for (const known of pages.keys()) {
        if (pages.size <= KEPT) break;
        if (Math.abs(known - number) > KEPT / 2) pages.delete(known);
      }
      this.pages = pages;
      if (page.revision !== this.answer?.revision) void this.refresh();
    } catch (error) {
      if (sequence === this.sequence) this.error = error as IpcError;
    } finally {
      this.inFlight.delete(number);
    }
  }

  /**
   * The catalogue changed. However many changes come while one reading is under way, one more follows it: a thousand
   * updates a second must not become a thousand searches.
   */
  async refresh(): Promise<void> {
    this.stale = true;
    if (this.refreshing || this.busy) return;
    if (!this.answer) return this.load();
    this.refreshing = true;
    try {
      while (this.stale && !this.busy) {
        this.stale = false;
        await this.readAgain();
        // Also when nothing came yet: the next change is but ten milliseconds away where there are a hundred a second.
        await new Promise((rested) => setTimeout(rested, REST_MS));
      }
    } finally {
      this.refreshing = false;
    }
  }

  /** Rows that stay where they are change in place; a changed order waits to be asked for. */
  private async readAgain(): Promise<void> {
    const sequence = ++this.sequence;
    this.inFlight.clear();
    try {
      const [first, last] = this.inView;
      const around = [...this.pages.keys()].filter((page) => page === 0 || (page >= first && page <= last));
      const answers = await Promise.all(around.map((page) => call("search", this.request(page * PAGE, page === 0))));
      const head = answers[around.indexOf(0)] ?? (await call("search", this.request(0, true)));
      if (sequence !== this.sequence) return;
      const pages = new Map(around.map((page, i) => [page, answers[i]!.skills]));
      this.error = null;
      const apply = () => {
        this.waiting = null;
        this.show(head, pages);
      };
      const undisturbed = this.scrollTop === 0 && !this.hovered && !this.focused;
      const moved = head.total !== this.total || hasMoved(this.pages, pages);
      if (!moved || undisturbed || this.total === 0) return apply();
      // What a row says may change where it stands; who stands where may not.
      this.pages = rewritten(this.pages, pages);
      this.waiting = { count: this.changes(pages, head.total), apply };
    } catch (error) {
      if (sequence === this.sequence) this.error = error as IpcError;
    }
  }

  /** Puts a changed row in its place, wherever it is shown. */
  replace(changed: SkillRow): void {
    const swap = (row: SkillRow) => (row.skill_id === changed.skill_id ? { ...row, badges: changed.badges } : row);
    this.pages = new Map([...this.pages].map(([page, rows]) => [page, rows.map(swap)]));
  }

  /** How many skills differ between the rows here and those of a newer answer, where both are here whole. */
  private changes(newer: Pages, total: number): number | null {
    const [before, after] = [[...this.pages.values()].flat(), [...newer.values()].flat()];
    if (before.length < this.total || after.length < total) return null;
    return countChanges(before, after) || null;
  }

  /** `typing`: the counts come when the rows are painted, so that no key waits for both. */
  private show(head: SearchPage, pages: Pages, typing = false): void {
    const { skills: _, ...answer } = head;
    this.answer = answer;
    clearTimeout(this.countsTimer);
    const { facets } = head;
    if (facets && typing && this.facets) this.countsTimer = setTimeout(() => (this.facets = facets), COUNTS_MS);
    else if (facets) this.facets = facets;
    this.pages = unchanged(this.pages, pages);
    this.active = Math.max(0, Math.min(this.active, head.total - 1));
  }

  private request(offset: number, facets: boolean): SearchRequest {
    return {
      text: finished(this.text),
      filters: this.fixed(this.filters),
      sort: this.sort,
      offset,
      limit: PAGE,
      facets,
      literal: this.literal,
    };
  }
}
