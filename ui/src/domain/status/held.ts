import type { JournalEntry } from "../../ipc";

/**
 * How many skills the marketplace no longer listed when it was last read whole, and which wait for a yes before they
 * go (contract, section 4). Runs that read no skills, as one for ratings or one that failed, say nothing about it.
 */
export function heldBack(latestFirst: readonly JournalEntry[]): number {
  const read = latestFirst.find(({ report: { skills } }) => {
    return skills.added + skills.updated + skills.unchanged + skills.deleted + skills.held > 0;
  });
  return read?.report.skills.held ?? 0;
}
