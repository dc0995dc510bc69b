/** The user's own rating of one skill: what is kept, what is being said of it, and what came of saying it. */
import { call, IpcError, type RatingState } from "../../ipc";

/** The longest comment that the marketplace takes, in characters (contract, section 2). */
export const LONGEST_COMMENT = 1000;

/** What became of a rating that there is; one that was discarded is none any more. */
export type Standing = Exclude<RatingState, "discarded">;

export class Rating {
  error = $state.raw<IpcError | null>(null);
  /** The stars on their way, shown at once. */
  chosen = $state<number | null>(null);
  busy = $state(false);
  private latest = 0;
  /** The call before this one. The engine takes calls at the same time, so their order is kept here. */
  private before: Promise<unknown> = Promise.resolve();

  /** `changed` is told whenever the engine has something else than before. */
  constructor(
    private readonly id: string,
    private readonly changed: () => void | Promise<void>,
  ) {}

  /** Keeps a rating. Of two in a row the later counts. Answers whether it was kept. */
  rate(stars: number, comment: string | null): Promise<boolean> {
    this.chosen = stars;
    return this.run(() => call("rate", { skill_id: this.id, rating: stars, comment: comment?.trim() || null }));
  }

  retry(): Promise<boolean> {
    return this.run(() => call("retry_rating", { skill_id: this.id }));
  }

  discard(): Promise<boolean> {
    return this.run(() => call("discard_rating", { skill_id: this.id }));
  }

  private async run(ask: () => Promise<unknown>): Promise<boolean> {
    const mine = ++this.latest;
    this.busy = true;
    const answer = this.before.then(ask);
    this.before = answer.catch(() => {});
    try {
      await answer;
      await this.changed();
      if (mine === this.latest) this.error = null;
      return true;
    } catch (error) {
      if (mine === this.latest) this.error = error as IpcError;
      return false;
    } finally {
      if (mine === this.latest) {
        this.busy = false;
        this.chosen = null;
      }
    }
  }
}
