/** The steps of a rotation as they are shown, over every step that can fail. */
import { describe, expect, it } from "vitest";

import { ended, failedAt, marked, NONE, ROWS, type Marks } from "../../src/domain/config/steps";
import type { RotationCame, RotationStep } from "../../src/ipc";

const STEPS: RotationStep[] = ["create", "keep", "prove", "prove_socket", "retain", "store", "switch", "revoke"];
const shown = (marks: Marks) => ROWS.map((row) => marks[row]);

/** What is told by an engine whose socket is connected or not, up to a step that ends like this. */
function told(steps: RotationStep[], last: RotationCame): Marks {
  return steps.reduce(
    (marks, step, i) => marked(marked(marks, step, null), step, i === steps.length - 1 ? last : "done"),
    NONE,
  );
}

describe("the steps of a rotation", () => {
  for (const live of [true, false]) {
    const steps = STEPS.filter((step) => live || step !== "prove_socket");

    it(`are all done at the end, with a socket: ${live}`, () => {
      const marks = told(steps, "done");
      expect(shown(marks)).toEqual(ROWS.map(() => "done"));
      expect(failedAt(marks)).toBeNull();
      expect(marks.undo).toBe("waits");
    });

    it(`run one at a time, in their order, with a socket: ${live}`, () => {
      let marks = NONE;
      for (const step of steps) {
        marks = marked(marks, step, null);
        const row = shown(marks);
        const at = row.indexOf("runs");
        expect(
          row.slice(0, at).every((mark) => mark === "done"),
          step,
        ).toBe(true);
        expect(
          row.slice(at + 1).every((mark) => mark === "waits"),
          step,
        ).toBe(true);
        marks = marked(marks, step, "done");
      }
    });

    for (const came of ["failed", "unknown"] as const)
      for (const failing of steps)
        it(`stop at ${failing} that is ${came}, heard or only reported, with a socket: ${live}`, () => {
          const heard = told(steps.slice(0, steps.indexOf(failing) + 1), came);
          const at = shown(heard).indexOf("failed");
          expect(failedAt(heard)).toBe(at + 1);
          expect(shown(heard).slice(0, at)).toEqual(ROWS.slice(0, at).map(() => "done"));
          expect(shown(heard).slice(at + 1)).toEqual(ROWS.slice(at + 1).map(() => "waits"));
          const back = marked(heard, "undo", null);
          expect([shown(back), back.undo]).toEqual([shown(heard), "runs"]);
          for (const [ending, undo] of [
            ["went_back", "done"],
            ["new_still_good", "failed"],
          ] as const) {
            const end = ended(back, { ending, failed_at: failing });
            expect(end).toEqual({ ...heard, undo });
            expect(ended(NONE, { ending, failed_at: failing }), "without having heard anything").toEqual(end);
          }
        });
  }

  it("of one that went on after a restart are done as far as they were", () => {
    expect(shown(marked(NONE, "revoke", null))).toEqual(["done", "done", "done", "done", "runs"]);
    const undone = ended(marked(NONE, "undo", null), { ending: "new_still_good", failed_at: "undo" });
    expect([failedAt(undone), undone.undo]).toEqual([null, "failed"]);
  });
});
