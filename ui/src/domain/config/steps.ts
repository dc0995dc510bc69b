/**
 * The steps of a rotation as they are shown: five of the engine's nine, what somebody can tell apart, and the way back
 * where there is one. Pure: what the marks are after each thing that is heard.
 */
import type { Ending, RotationCame, RotationReport, RotationStep } from "../../ipc";

/** The steps that are shown, in their order. */
export const ROWS = ["make", "prove", "store", "switch", "revoke"] as const;
export type Row = (typeof ROWS)[number];
export type Mark = "waits" | "runs" | "done" | "failed";
export type Marks = Record<Row | "undo", Mark>;

const ROW: Record<RotationStep, Row | "undo"> = {
  create: "make",
  keep: "make",
  prove: "prove",
  prove_socket: "prove",
  retain: "store",
  store: "store",
  switch: "switch",
  revoke: "revoke",
  undo: "undo",
};
/** The steps with which one that is shown ends. Where no socket is connected, the next step ends the trial. */
const LAST = new Set<RotationStep>(["keep", "prove_socket", "store", "switch", "revoke", "undo"]);

export const NONE: Marks = {
  make: "waits",
  prove: "waits",
  store: "waits",
  switch: "waits",
  revoke: "waits",
  undo: "waits",
};

/** Everything before this one is done: also what an earlier start of the program did. */
function before(marks: Marks, row: Row | "undo"): Marks {
  if (row === "undo") return marks;
  const next = { ...marks };
  for (const one of ROWS.slice(0, ROWS.indexOf(row))) next[one] = "done";
  return next;
}

/** The marks after a step began (`came` is null) or ended. */
export function marked(marks: Marks, step: RotationStep, came: RotationCame | null): Marks {
  const row = ROW[step];
  if (came === null) return { ...before(marks, row), [row]: "runs" };
  if (came !== "done") return { ...marks, [row]: "failed" };
  return LAST.has(step) ? { ...marks, [row]: "done" } : marks;
}

const BACK: Partial<Record<Ending, Mark>> = { went_back: "done", new_still_good: "failed" };

/** The marks at the end: what the report says holds, whatever of it was heard before. */
export function ended(marks: Marks, { ending, failed_at }: Pick<RotationReport, "ending" | "failed_at">): Marks {
  const undo = BACK[ending] ?? marks.undo;
  if (ending === "rotated") return { make: "done", prove: "done", store: "done", switch: "done", revoke: "done", undo };
  if (failed_at === null || ROW[failed_at] === "undo") return { ...marks, undo };
  return { ...before(NONE, ROW[failed_at]), [ROW[failed_at]]: "failed", undo };
}

/** The number of the step that failed, from 1; null where none of those that are shown did. */
export function failedAt(marks: Marks): number | null {
  const at = ROWS.findIndex((row) => marks[row] === "failed");
  return at < 0 ? null : at + 1;
}
