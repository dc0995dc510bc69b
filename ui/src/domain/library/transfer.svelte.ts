/** Import and export, step by step: chosen or dropped, looked at, done, reported. */
import {
  call,
  IpcError,
  type ExportAs,
  type ExportReport,
  type ExportWhat,
  type ImportFrom,
  type ImportPreview,
  type ImportReport,
} from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";

export type ImportStep =
  | { step: "looking" | "importing" }
  | { step: "seen"; preview: ImportPreview }
  | { step: "done"; report: ImportReport }
  | { step: "failed"; error: IpcError };

export type ExportStep =
  { step: "exporting" } | { step: "done"; report: ExportReport; to: string } | { step: "failed"; error: IpcError };

export class Transfer {
  /** Where an import is; `null` where there is none. */
  importing = $state.raw<ImportStep | null>(null);
  exporting = $state.raw<ExportStep | null>(null);
  private paths: string[] = [];
  private asked = 0;
  private lastExport: (() => Promise<void>) | null = null;

  constructor(private readonly failed: (error: IpcError) => void) {}

  /** Lets the user choose in the system's dialog, then shows what an import of it would do. */
  async choose(from: ImportFrom): Promise<void> {
    try {
      const title = from === "folder" ? m.import_choose_folder() : m.import_choose_files();
      const { paths } = await call("choose_import", { from, title });
      if (paths.length) await this.look(paths);
    } catch (error) {
      this.failed(error as IpcError);
    }
  }

  /** Shows what an import of these places would do. One that is being done goes on. */
  async look(paths: string[]): Promise<void> {
    if (this.importing?.step === "importing") return;
    this.paths = paths;
    await this.run("looking", async () => ({ step: "seen", preview: await call("preview_import", { paths }) }));
  }

  /** Looks again at what could not be read. */
  again(): Promise<void> {
    return this.look(this.paths);
  }

  /** Does what was shown. */
  async take(): Promise<void> {
    if (this.importing?.step !== "seen") return;
    const { paths } = this;
    await this.run("importing", async () => ({ step: "done", report: await call("import_skills", { paths }) }));
  }

  closeImport(): void {
    if (this.importing?.step === "importing") return;
    this.asked++;
    this.importing = null;
  }

  /** Asks where to, then writes. */
  async export(what: ExportWhat, format: ExportAs, name: string): Promise<void> {
    try {
      const { paths } = await call("choose_export", { format, name, title: m.export_title() });
      const to = paths[0];
      if (to) await this.write(what, to);
    } catch (error) {
      this.failed(error as IpcError);
    }
  }

  async write(what: ExportWhat, to: string): Promise<void> {
    this.lastExport = () => this.write(what, to);
    this.exporting = { step: "exporting" };
    try {
      this.exporting = { step: "done", report: await call("export_skills", { export: what, to }), to };
    } catch (error) {
      this.exporting = { step: "failed", error: error as IpcError };
    }
  }

  async exportAgain(): Promise<void> {
    await this.lastExport?.();
  }

  closeExport(): void {
    if (this.exporting?.step !== "exporting") this.exporting = null;
  }

  private async run(step: "looking" | "importing", act: () => Promise<ImportStep>): Promise<void> {
    const mine = ++this.asked;
    this.importing = { step };
    const next = await act().catch((error: unknown): ImportStep => ({ step: "failed", error: error as IpcError }));
    if (mine === this.asked) this.importing = next;
  }
}
