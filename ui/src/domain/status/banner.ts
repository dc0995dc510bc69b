import type { Status } from "../../ipc";
import { tokenMissing } from "./status";

export type BannerKind = "config" | "token_rejected" | "token_missing" | "offline" | "stale";

/** The one thing worth a line above the content: the cause before its consequences. */
export function bannerFor(status: Status, problems: number): BannerKind | null {
  if (problems) return "config";
  if (status.mode === "token_rejected") return "token_rejected";
  if (status.mode === "local_only") return null;
  if (tokenMissing(status)) return "token_missing";
  if (status.mode === "offline") return "offline";
  return status.stale ? "stale" : null;
}
