/** Pages of rows, and what a newer answer makes of those that are here. Pure. */
import type { SkillRow } from "../../ipc";

export type Pages = ReadonlyMap<number, SkillRow[]>;

/** A newer row, or the one that is here where it says the same: what is the same object is not drawn again. */
function kept(newer: SkillRow, here: SkillRow | undefined): SkillRow {
  return here && JSON.stringify(here) === JSON.stringify(newer) ? here : newer;
}

/** The pages of a newer answer, with the rows that stand where they stood and say what they said. */
export function unchanged(here: Pages, newer: Pages): Pages {
  return new Map([...newer].map(([page, rows]) => [page, rows.map((row, i) => kept(row, here.get(page)?.[i]))]));
}

/** The same rows in the same places, each as a newer answer has it. */
export function rewritten(here: Pages, newer: Pages): Pages {
  const known = new Map([...newer.values()].flat().map((row) => [row.skill_id, row]));
  return new Map([...here].map(([page, rows]) => [page, rows.map((row) => kept(known.get(row.skill_id) ?? row, row))]));
}

/** Whether a row stands elsewhere than it stood, in the pages that both have. */
export function hasMoved(before: Pages, after: Pages): boolean {
  return [...after].some(([page, rows]) => {
    const known = before.get(page) ?? [];
    return rows.length !== known.length || rows.some((row, i) => row.skill_id !== known[i]!.skill_id);
  });
}

/** How many skills came, went or look different. One that only stands elsewhere is the same. */
export function countChanges(before: readonly SkillRow[], after: readonly SkillRow[]): number {
  const known = new Map(before.map((row) => [row.skill_id, JSON.stringify(row)]));
  let changed = 0;
  for (const row of after) {
    if (known.get(row.skill_id) !== JSON.stringify(row)) changed++;
    known.delete(row.skill_id);
  }
  return changed + known.size;
}
