/** A skill's long text, read in stretches so that no answer is ever large. */
import { call, IpcError } from "../../ipc";

/** Past this many characters the rest waits to be asked for: few read on, and colouring costs. */
const AT_ONCE = 400_000;

export class LongText {
  text = $state("");
  next = $state<number | null>(0);
  error = $state.raw<IpcError | null>(null);
  private running = false;

  constructor(
    private readonly command: "skill_code" | "skill_raw",
    private readonly skillId: string,
  ) {}

  /** Reads on until the end, or until there is enough for now. */
  async more(): Promise<void> {
    if (this.running) return;
    this.running = true;
    const enough = this.text.length + AT_ONCE;
    try {
      while (this.next !== null && this.text.length < enough) {
        const chunk = await call(this.command, { skill_id: this.skillId, offset: this.next });
        this.text += chunk.text;
        this.next = chunk.next;
      }
      this.error = null;
    } catch (error) {
      this.error = error as IpcError;
    } finally {
      this.running = false;
    }
  }
}
