/** The user's own data: written out, erased, and opened again where their key was not at hand. */
import { call, IpcError, type Erased, type PrivacyExport } from "../../ipc";
import type { Memory } from "../memory.svelte";
import { m } from "../../shared/i18n/index.svelte";

export class Privacy {
  /** What was written last. */
  exported = $state.raw<PrivacyExport | null>(null);
  exporting = $state(false);
  /** Where erasing is: not asked for, asked, under way, done. */
  step = $state<"none" | "asked" | "erasing" | "done">("none");
  /** What has to be typed. */
  typed = $state("");
  erased = $state.raw<Erased | null>(null);
  error = $state.raw<IpcError | null>(null);

  /** `anew` begins the page anew, once nothing of before is left. */
  constructor(
    private readonly memory: Memory,
    private readonly anew: () => void = () => location.reload(),
  ) {}

  /** Whether the word was typed: it is no secret, so its case does not matter. */
  get confirmed(): boolean {
    return this.typed.trim().toLocaleUpperCase() === m.privacy_word();
  }

  get entries(): number {
    return sum(this.exported?.counts);
  }

  get removed(): number {
    return sum(this.erased?.counts);
  }

  async export(): Promise<void> {
    if (this.exporting) return;
    this.exporting = true;
    this.error = null;
    try {
      const { path } = await call("choose_privacy_file", { name: m.privacy_export_file() });
      if (path !== null) this.exported = await call("privacy_export", { path });
    } catch (error) {
      this.error = error as IpcError;
    } finally {
      this.exporting = false;
    }
  }

  ask(): void {
    this.typed = "";
    this.error = null;
    this.erased = null;
    this.step = "asked";
  }

  /** Closes the question or its answer; what is under way cannot be stopped. */
  close(): void {
    if (this.step === "erasing") return;
    // What the page still has in mind is of before.
    if (this.step === "done") this.anew();
    this.step = "none";
  }

  async erase(): Promise<void> {
    if (!this.confirmed || this.step !== "asked") return;
    this.step = "erasing";
    this.error = null;
    this.memory.silent = true;
    try {
      this.erased = await call("privacy_erase");
      this.exported = null;
      this.step = "done";
    } catch (error) {
      this.error = error as IpcError;
      this.memory.silent = false;
      this.step = "asked";
    }
  }
}

function sum(counts: Partial<Record<string, number>> | undefined): number {
  return Object.values(counts ?? {}).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
