import type { Boot, Notice, Status } from "../../ipc";
import type { Memory } from "../memory.svelte";

export type BannerKind = "config" | "salvage" | "plain" | Notice;

const SEEN = "salvage_seen";

/** What was saved of a damaged file, until somebody has read it. */
export function salvage(boot: Boot | null, memory: Memory): Boot["salvage"] {
  return boot?.salvage && memory.get(SEEN) !== boot.salvage.at ? boot.salvage : null;
}

export function salvageSeen(memory: Memory, { at }: NonNullable<Boot["salvage"]>): void {
  memory.set(SEEN, at);
}

const PLAIN_SEEN = "plain_seen";

/** Whether the data here are readable to whoever has the disk though nobody chose that, until somebody has read it. */
export function isPlain(boot: Boot | null, memory: Memory): boolean {
  return !!boot && boot.encryption.wanted && !boot.encryption.encrypted && memory.get(PLAIN_SEEN) !== "yes";
}

export function plainSeen(memory: Memory): void {
  memory.set(PLAIN_SEEN, "yes");
}

/** The one thing worth a line above the content. Values that cannot be used come first: nothing runs while there are any. */
export function bannerFor(status: Status, problems: number, salvaged = false, plain = false): BannerKind | null {
  if (problems) return "config";
  if (salvaged) return "salvage";
  // What is wrong now is said before what could be better.
  return status.notice ?? (plain ? "plain" : null);
}
