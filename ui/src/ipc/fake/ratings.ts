/** The ratings of the fake: kept at once, and sent or not as the state it is in has it. */
import type { MyRating } from "../bindings";
import type { State } from "./states";

export class FakeRatings {
  private readonly kept = new Map<string, MyRating>();

  constructor(private readonly state: State) {}

  of(id: string): MyRating | null {
    return this.kept.get(id) ?? null;
  }

  rate(id: string, stars: number, comment: string | null): MyRating {
    return this.keep({ skill_id: id, rating: stars, comment, state: "waiting", attempts: 0, last_error: null });
  }

  retry(id: string): MyRating {
    const { updated_at: _, ...known } = this.kept.get(id)!;
    return this.keep({ ...known, state: "sent", last_error: null }, "sent");
  }

  discard(id: string): null {
    this.kept.delete(id);
    return null;
  }

  private keep(rating: Omit<MyRating, "updated_at">, state = this.outcome()): MyRating {
    const last_error = state === "failed" ? "The marketplace answered 422: the comment has an address in it." : null;
    const kept = { ...rating, state, last_error, attempts: rating.attempts + 1, updated_at: new Date().toISOString() };
    this.kept.set(rating.skill_id, kept);
    return kept;
  }

  private outcome(): MyRating["state"] {
    if (this.state === "offline") return "waiting";
    if (this.state === "needs-you") return "failed";
    return this.state === "partial" ? "not_accepted" : "sent";
  }
}
