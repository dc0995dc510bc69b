/** The recent runs, read again whenever one ends. */
import { call, IpcError, on, type JournalEntry } from "../../ipc";

const LATEST = 50;

export class Journal {
  entries = $state.raw<JournalEntry[] | null>(null);
  error = $state.raw<IpcError | null>(null);

  async read(): Promise<void> {
    try {
      this.entries = await call("journal", { limit: LATEST });
      this.error = null;
    } catch (error) {
      this.error = error as IpcError;
    }
  }

  /** Follows the engine until the function it returns is called. */
  follow(): () => void {
    void this.read();
    return on("sync_finished", () => void this.read());
  }
}
