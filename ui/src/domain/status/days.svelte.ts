/** The syncs of the last 30 days, day by day. */
import { call, IpcError, type SyncDay } from "../../ipc";

export class Days {
  entries = $state.raw<SyncDay[] | null>(null);
  error = $state.raw<IpcError | null>(null);

  async read(): Promise<void> {
    try {
      this.entries = await call("sync_days");
      this.error = null;
    } catch (error) {
      this.error = error as IpcError;
    }
  }
}
