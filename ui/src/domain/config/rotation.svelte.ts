/** The rotation of the token, step by step as the engine tells it. */
import { call, IpcError, on, type RotationReport } from "../../ipc";
import { ended, marked, NONE, type Marks } from "./steps";

/** The one rotation of the window: it goes on while other views are looked at. */
export class Rotation {
  busy = $state(false);
  marks = $state.raw<Marks>(NONE);
  report = $state.raw<RotationReport | null>(null);
  /** Why it could not begin. */
  error = $state.raw<IpcError | null>(null);

  constructor() {
    on("rotating", ({ step, came }) => {
      // One that the engine goes on with by itself is none of this dialog's.
      if (this.busy) this.marks = marked(this.marks, step, came);
    });
  }

  get over(): boolean {
    return this.report !== null || this.error !== null;
  }

  /** What came of the last one is no answer to the next; one under way goes on. */
  ask(): void {
    if (this.busy) return;
    this.report = this.error = null;
    this.marks = NONE;
  }

  async rotate(): Promise<void> {
    if (this.busy) return;
    this.ask();
    this.busy = true;
    try {
      const report = await call("token_rotate");
      this.marks = ended(this.marks, report);
      this.report = report;
    } catch (error) {
      this.error = error as IpcError;
    } finally {
      this.busy = false;
    }
  }
}
