/** The user's ratings as a list that stays where it is while it is worked on. */
import { call, IpcError, on, type RatedSkill, type RatingState, type Unrated } from "../../ipc";

/** Several ratings change at once when they are sent; the list is read once for them. */
const SETTLE_MS = 120;

export type Filter = RatingState | "";

export class MyRatings {
  ratings = $state.raw<RatedSkill[] | null>(null);
  total = $state(0);
  unrated = $state.raw<Unrated[]>([]);
  error = $state.raw<IpcError | null>(null);
  filter = $state<Filter>("");
  busy = $state(false);
  /** What was taken away here and can be had back, in the place of its row. */
  discarded = $state.raw<ReadonlyMap<string, RatedSkill>>(new Map());

  private watching = false;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    for (const event of ["rating_changed", "catalogue_changed"] as const) on(event, () => this.later());
  }

  /** Follows the ratings for as long as they are looked at. */
  watch(): () => void {
    this.watching = true;
    void this.read(false);
    return () => {
      this.watching = false;
      clearTimeout(this.timer);
      this.discarded = new Map();
    };
  }

  show(filter: Filter): void {
    this.filter = filter;
    this.discarded = new Map();
    void this.read(false);
  }

  /** Reads again as many as are shown; `keep` leaves every row in its place. */
  async read(keep = true): Promise<void> {
    const asked = ++this.asked;
    const state = this.filter || null;
    try {
      const wanted = keep ? (this.ratings?.length ?? 0) : 0;
      const found: RatedSkill[] = [];
      let total = 0;
      do {
        const page = await call("rated", { state, offset: found.length });
        total = page.total;
        found.push(...page.ratings);
        if (!page.ratings.length) break;
      } while (found.length < Math.min(wanted, total));
      const unrated = await call("unrated");
      if (asked !== this.asked) return;
      this.ratings = keep ? inPlace(this.ratings ?? [], found, this.discarded) : found;
      this.total = total;
      this.unrated = unrated;
      this.error = null;
    } catch (error) {
      if (asked === this.asked) this.error = error as IpcError;
    }
  }

  async more(): Promise<void> {
    if (this.busy || !this.ratings) return;
    this.busy = true;
    const asked = ++this.asked;
    try {
      const offset = this.ratings.length - this.discarded.size;
      const page = await call("rated", { state: this.filter || null, offset });
      if (asked !== this.asked) return;
      const known = new Set(this.ratings.map(({ mine }) => mine.skill_id));
      this.ratings = [...this.ratings, ...page.ratings.filter(({ mine }) => !known.has(mine.skill_id))];
      this.total = page.total;
    } catch (error) {
      if (asked === this.asked) this.error = error as IpcError;
    } finally {
      this.busy = false;
    }
  }

  /** Its place says that it was discarded, until it is had back or the view is left. */
  noteDiscarded(row: RatedSkill): void {
    this.discarded = new Map(this.discarded).set(row.mine.skill_id, row);
  }

  async undo(id: string): Promise<void> {
    const row = this.discarded.get(id);
    if (!row) return;
    await call("rate", { skill_id: id, rating: row.mine.rating, comment: row.mine.comment });
    const rest = new Map(this.discarded);
    rest.delete(id);
    this.discarded = rest;
    await this.read();
  }

  private later(): void {
    if (!this.watching) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.read(), SETTLE_MS);
  }
}

/**
 * What was found, each in the place it had; what is new comes first. What was discarded keeps its place, since it can
 * be had back from there.
 */
export function inPlace(
  before: readonly RatedSkill[],
  found: readonly RatedSkill[],
  discarded: ReadonlyMap<string, RatedSkill>,
): RatedSkill[] {
  const now = new Map(found.map((row) => [row.mine.skill_id, row]));
  const known = new Set(before.map(({ mine }) => mine.skill_id));
  const stayed = before.flatMap((row) => {
    const same = now.get(row.mine.skill_id) ?? (discarded.has(row.mine.skill_id) ? row : undefined);
    return same ? [same] : [];
  });
  return [...found.filter(({ mine }) => !known.has(mine.skill_id)), ...stayed];
}
