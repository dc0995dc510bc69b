/** What the state of a rating is called, and in which colour. */
import { m } from "../../shared/i18n/index.svelte";
import type { Standing } from "./rating.svelte";

export const ratingWord: Record<Standing, () => string> = {
  waiting: m.rating_waiting,
  sent: m.rating_sent,
  failed: m.rating_failed,
  not_accepted: m.rating_not_accepted,
};

export const ratingTone: Record<Standing, string> = {
  waiting: "busy",
  sent: "good",
  failed: "bad",
  not_accepted: "warn",
};
