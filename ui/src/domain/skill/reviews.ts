/** Which reviews are shown, and in which order: mine first, whatever is asked of the others. */
import type { MyRating, Review } from "../../ipc";

export const ORDERS = ["newest", "highest", "lowest"] as const;
export type Order = (typeof ORDERS)[number];

export interface Shown extends Review {
  /** My rating as it is here, which may be newer than what the marketplace has. */
  here: MyRating | null;
}

/** The reviews with mine first: as it is here, else as the marketplace has it. */
export function shownReviews(
  reviews: readonly Review[],
  mine: MyRating | null,
  stars: number | null,
  order: Order,
): Shown[] {
  const time = ({ created_at }: Review) => (created_at === null ? 0 : Date.parse(created_at) || 0);
  const by: Record<Order, (a: Review, b: Review) => number> = {
    newest: (a, b) => time(b) - time(a),
    highest: (a, b) => b.rating - a.rating || time(b) - time(a),
    lowest: (a, b) => a.rating - b.rating || time(b) - time(a),
  };
  const there = reviews.find((review) => review.mine);
  const own: Shown[] = mine
    ? [
        {
          user_id: "",
          rating: mine.rating,
          comment: mine.comment,
          created_at: mine.updated_at,
          version: there?.version ?? null,
          mine: true,
          here: mine,
        },
      ]
    : there
      ? [{ ...there, here: null }]
      : [];
  const others = reviews.filter((review) => !review.mine).toSorted(by[order]);
  return [...own, ...others.map((review) => ({ ...review, here: null }))].filter(
    ({ rating }) => stars === null || rating === stars,
  );
}
