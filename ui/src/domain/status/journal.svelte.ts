/** The recent runs. */
import { call, IpcError, type JournalEntry } from "../../ipc";

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
}
