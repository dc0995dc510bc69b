/** Many conflicts at once: what a strategy would make of each, one go for all, and one way back. */
import { call, IpcError, type Automatic, type BulkReport, type Foreseen } from "../../ipc";

/** As many as the engine foresees in one answer. */
const PAGE = 100;

export class Bulk {
  strategy = $state<Automatic>("merge");
  foreseen = $state.raw<readonly Foreseen[] | null>(null);
  error = $state.raw<IpcError | null>(null);
  busy = $state(false);
  /** What came of it, until the next one. */
  report = $state.raw<BulkReport | null>(null);
  /** Whether the last one was undone. */
  undone = $state.raw<BulkReport | null>(null);
  private latest = 0;

  readonly ready = $derived(this.foreseen?.filter(({ error }) => !error) ?? []);
  readonly cannot = $derived(this.foreseen?.filter(({ error }) => error) ?? []);

  /** Looks at what the strategy would do to these. */
  async foresee(ids: readonly number[]): Promise<void> {
    const mine = ++this.latest;
    this.foreseen = null;
    this.error = null;
    try {
      const foreseen: Foreseen[] = [];
      for (let at = 0; at < ids.length; at += PAGE) {
        foreseen.push(...(await call("foresee_conflicts", { ids: ids.slice(at, at + PAGE), strategy: this.strategy })));
        if (mine !== this.latest) return;
      }
      this.foreseen = foreseen;
    } catch (error) {
      if (mine === this.latest) this.error = error as IpcError;
    }
  }

  /** Resolves those that can be. Answers whether that is done. */
  apply(): Promise<boolean> {
    const ids = this.ready.map(({ id }) => id);
    return this.run(async () => {
      this.report = await call("resolve_conflicts", { ids, strategy: this.strategy });
      this.undone = null;
    });
  }

  /** Lets all of the last go wait again. */
  undo(): Promise<boolean> {
    const ids = this.report?.ids ?? [];
    return this.run(async () => {
      this.undone = await call("undo_conflicts", { ids });
      this.report = null;
    });
  }

  /** Says no longer what came of the last go: something else was done since. */
  forget(): void {
    this.report = null;
    this.undone = null;
  }

  private async run(what: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await what();
      return true;
    } catch (error) {
      this.error = error as IpcError;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
