import type { Boot, Notice, Status } from "../../ipc";
import type { Memory } from "../memory.svelte";

export type BannerKind = "config" | "salvage" | Notice;

const SEEN = "salvage_seen";

/** What was saved of a damaged file, until somebody has read it. */
export function salvage(boot: Boot | null, memory: Memory): Boot["salvage"] {
  return boot?.salvage && memory.get(SEEN) !== boot.salvage.at ? boot.salvage : null;
}

export function salvageSeen(memory: Memory, { at }: NonNullable<Boot["salvage"]>): void {
  memory.set(SEEN, at);
}

/** The one thing worth a line above the content. Values that cannot be used come first: nothing runs while there are any. */
export function bannerFor(status: Status, problems: number, salvaged = false): BannerKind | null {
  if (problems) return "config";
  return salvaged ? "salvage" : status.notice;
}
