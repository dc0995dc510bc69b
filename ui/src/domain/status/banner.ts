import type { Status } from "../../ipc";
import { tokenMissing } from "./status";

export type BannerKind = "config" | "token_rejected" | "token_missing" | "offline" | "held" | "stale";

/** The one thing worth a line above the content: the cause before its consequences. `questions` wait for an answer. */
export function bannerFor(status: Status, problems: number, questions = 0): BannerKind | null {
  if (problems) return "config";
  if (status.mode === "token_rejected") return "token_rejected";
  if (status.mode === "local_only") return null;
  if (tokenMissing(status)) return "token_missing";
  if (status.mode === "offline") return "offline";
  if (questions) return "held";
  return status.stale ? "stale" : null;
}
