/** The user's ratings in the fake engine: kept at once, sent a moment later where there is a connection. */
import type {
  ActivityFacts,
  EngineEvent,
  Happened,
  MyRating,
  RatedPage,
  RatingCounts,
  RatingState,
  SkillRow,
  Unrated,
} from "../bindings";
import type { FakeSkill } from "./skills";

/** What the ratings need of the engine around them. */
export interface Around {
  row: (skill_id: string) => SkillRow;
  online: () => boolean;
  /** What the marketplace makes of a rating: the first of mine or another, tried again by hand or not. */
  becomes: (first: boolean, again: boolean) => "sent" | "failed" | "not_accepted";
  emit: (event: EngineEvent) => void;
  happened: (what: Happened, skill_id: string, facts: ActivityFacts) => void;
  /** The figures of a skill moved. */
  moved: () => void;
  counted: (counts: RatingCounts) => void;
}

const SEND_AFTER_MS = 400;

export class FakeRatings {
  private readonly mine = new Map<string, MyRating>();
  /** What the marketplace has of mine. */
  private readonly sent = new Map<string, MyRating>();

  constructor(
    private readonly around: Around,
    begin: { skill_id: string; state: RatingState }[] = [],
  ) {
    begin.forEach(({ skill_id, state }, i) => {
      const failed = state === "failed";
      const why = {
        failed: "The marketplace answered 500.",
        not_accepted: "The marketplace cannot change a rating yet.",
      };
      const rating: MyRating = {
        skill_id,
        rating: 5 - (i % 3),
        comment: i % 2 ? null : "Does what it says.",
        state,
        attempts: failed ? 3 : state === "not_accepted" ? 1 : 0,
        last_error: state in why ? why[state as keyof typeof why] : null,
        updated_at: new Date(Date.now() - (i + 1) * 3_600_000).toISOString(),
      };
      this.mine.set(skill_id, rating);
      if (state === "sent") this.sent.set(skill_id, rating);
    });
  }

  of(skill_id: string): MyRating | null {
    return this.mine.get(skill_id) ?? null;
  }

  list(state: RatingState | null): MyRating[] {
    return [...this.mine.values()]
      .filter((rating) => state === null || rating.state === state)
      .sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  }

  /** Failed ones first, as the engine gives them. */
  page(state: RatingState | null, offset: number): RatedPage {
    const all = this.list(state).sort((a, b) => Number(b.state === "failed") - Number(a.state === "failed"));
    const ratings = all.slice(offset, offset + 40).map((mine) => {
      const { name, author, average_rating, rating_count } = this.around.row(mine.skill_id);
      return { mine, name, author, average_rating, rating_count };
    });
    return { ratings, total: all.length };
  }

  unrated(all: readonly FakeSkill[]): Unrated[] {
    return all
      .filter(({ row }) => row.badges.some((badge) => badge === "favourite" || badge === "edited"))
      .filter(({ row }) => !row.badges.includes("local") && !this.mine.has(row.skill_id))
      .slice(0, 12)
      .map(({ row: { skill_id, name, author, average_rating, rating_count, badges } }) => ({
        skill_id,
        name,
        author,
        average_rating,
        rating_count,
        favourite: badges.includes("favourite"),
      }));
  }

  /** Sends what waits. */
  async send(): Promise<void> {
    for (const rating of this.mine.values()) if (rating.state === "waiting") this.later(rating, true);
    await new Promise((done) => setTimeout(done, SEND_AFTER_MS + 50));
  }

  rate(skill_id: string, rating: number, comment: string | null): MyRating {
    const said = comment?.trim() || null;
    const kept: MyRating = {
      skill_id,
      rating,
      comment: said,
      state: "waiting",
      attempts: 0,
      last_error: null,
      updated_at: new Date().toISOString(),
    };
    this.move(skill_id, this.mine.get(skill_id)?.rating ?? null, rating);
    this.mine.set(skill_id, kept);
    this.around.happened("rated", skill_id, { stars: rating });
    return this.later(kept);
  }

  retry(found: MyRating): MyRating {
    if (found.state === "sent") return found;
    const again: MyRating = { ...found, state: "waiting", attempts: 0, last_error: null };
    this.mine.set(again.skill_id, again);
    return this.later(again, true);
  }

  discard(found: MyRating): MyRating {
    const before = this.sent.get(found.skill_id) ?? null;
    this.move(found.skill_id, found.rating, before?.rating ?? null);
    if (before) this.mine.set(found.skill_id, before);
    else this.mine.delete(found.skill_id);
    this.tell(found.skill_id);
    return before ?? { ...found, state: "discarded" };
  }

  private later(kept: MyRating, again = false): MyRating {
    this.tell(kept.skill_id);
    setTimeout(() => {
      if (this.mine.get(kept.skill_id) !== kept || !this.around.online()) return;
      const state = this.around.becomes(!this.sent.has(kept.skill_id), again);
      const last_error = state === "failed" ? "The marketplace answered 422." : null;
      const answered: MyRating = { ...kept, state, attempts: 1, last_error };
      this.mine.set(kept.skill_id, answered);
      if (state === "sent") this.sent.set(kept.skill_id, answered);
      this.around.happened(`rating_${state}`, kept.skill_id, { stars: kept.rating });
      this.tell(kept.skill_id);
    }, SEND_AFTER_MS);
    return kept;
  }

  /** Takes one rating of mine out of a skill's figures and puts another in. */
  private move(skill_id: string, out: number | null, into: number | null): void {
    const row = this.around.row(skill_id);
    const count = row.rating_count + (into === null ? 0 : 1) - (out === null ? 0 : 1);
    const stars = row.average_rating * row.rating_count + (into ?? 0) - (out ?? 0);
    row.rating_count = Math.max(count, 0);
    row.average_rating = count > 0 ? Math.min(Math.max(stars / count, 0), 5) : 0;
    this.around.moved();
  }

  private tell(skill_id: string): void {
    const counts: RatingCounts = { waiting: 0, sent: 0, failed: 0, not_accepted: 0 };
    for (const { state } of this.mine.values()) if (state !== "discarded") counts[state]++;
    this.around.counted(counts);
    this.around.emit({ event: "rating_changed", skill_id });
  }
}
