/**
 * What connecting would do, asked and shown before local-only mode is left. Nothing is saved until the user has
 * seen it and said yes.
 */
import { call, IpcError, type PreviewRequest, type SyncPreview } from "../../ipc";

export class Preview {
  /** Whether the question is open. */
  open = $state(false);
  /** What a sync would do, or why that could not be found out; neither while the marketplace is asked. */
  found = $state.raw<SyncPreview | IpcError | null>(null);

  private request: PreviewRequest = {};
  private decided: ((yes: boolean) => void) | undefined;
  /** Goes up with every question, so that an answer to an earlier one is not taken for this one's. */
  private asked = 0;

  /** Shows what connecting would do. Answers whether the user wants it. */
  ask(request: PreviewRequest): Promise<boolean> {
    this.decide(false);
    this.request = request;
    this.open = true;
    void this.read();
    return new Promise((decided) => (this.decided = decided));
  }

  async read(): Promise<void> {
    const asked = ++this.asked;
    this.found = null;
    const found = await call("preview", this.request).catch((error: unknown) => error as IpcError);
    if (asked === this.asked) this.found = found;
  }

  /** Closes the question. A reading under way changes nothing, so it is left to end unheard. */
  decide(yes: boolean): void {
    this.asked++;
    this.open = false;
    this.decided?.(yes);
    this.decided = undefined;
  }
}
