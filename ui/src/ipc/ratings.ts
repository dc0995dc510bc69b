/** The commands of ratings. They stand here until the bindings made from the Rust side name them; then this file goes. */
import type { MyRating, SkillId } from "./bindings";

declare module "./bindings" {
  interface Commands {
    /** Keeps a rating and tries to send it. The skill's own page has it from then on. */
    rate: { request: { id: SkillId; stars: number; comment: string | null }; answer: MyRating };
    /** Tries again to send a rating that failed or was not accepted. */
    retry_rating: { request: { id: SkillId }; answer: MyRating };
    /** Gives a rating up that was not sent. */
    discard_rating: { request: { id: SkillId }; answer: null };
  }
}
