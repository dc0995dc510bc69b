/**
 * A skill being edited, or a new one: the texts of its form, what the engine finds wrong with them, and the draft that
 * is kept with every pause, so that neither a crash nor a closed window costs a word.
 */
import { call, IpcError, type EditSource, type FieldFault, type Saved } from "../../ipc";
import { changed, emptyForm, FIELD_NAMES, formOf, valuesOf, type FieldName, type Form, type Texts } from "./fields";

/** A pause in typing. */
const PAUSE_MS = 400;

/** The key of a skill's draft; of a new skill's without an id. */
export const draftKey = (id: string | null) => (id === null ? "new" : `edit:${id}`);

export class Editor {
  /** What is saved; `null` while it is read. */
  form = $state.raw<Form | null>(null);
  texts = $state<Texts>(emptyForm().texts);
  faults = $state.raw<FieldFault[]>([]);
  error = $state.raw<IpcError | null>(null);
  /** Why the last saving did not work. */
  failed = $state.raw<IpcError | null>(null);
  saving = $state(false);
  /** When the draft was kept last; `null` where there is none. */
  keptAt = $state<string | null>(null);
  /** Why it could not be kept. */
  unkept = $state.raw<IpcError | null>(null);
  /** Whether what is shown began as a draft of before. */
  restored = $state(false);
  /** What was found about the conflict it was saved into. */
  conflict = $state<number | null>(null);

  private timer: ReturnType<typeof setTimeout> | undefined;
  private kept = "";
  private keeping: Promise<void> = Promise.resolve();
  private checks = 0;
  private over = false;

  /** Which skill; `null` for a new one. */
  id = $state<string | null>(null);

  constructor(
    id: string | null,
    readonly name: string,
  ) {
    this.id = id;
    void this.open();
  }

  get changes(): Partial<Texts> {
    return this.form ? changed(this.form, this.texts) : {};
  }

  get dirty(): boolean {
    return Object.keys(this.changes).length > 0;
  }

  /** Every value that is not saved yet, as JSON text. */
  get values(): Record<string, string> {
    return this.form ? valuesOf(this.form, $state.snapshot(this.texts), this.id === null) : {};
  }

  fault(name: FieldName): FieldFault | undefined {
    return this.faults.find(({ field }) => field === name);
  }

  /** Reads the skill and the draft of it, if there is one. */
  async open(): Promise<void> {
    this.error = null;
    try {
      const draft = await call("draft", { key: draftKey(this.id) });
      const form = this.id === null ? emptyForm() : formOf(await this.source(this.id));
      const texts = { ...form.texts, ...written(draft?.value) };
      this.texts = texts;
      this.form = form;
      this.kept = JSON.stringify(changed(form, texts));
      this.restored = draft !== null && this.dirty;
      this.keptAt = this.restored ? draft!.changed_at : null;
      void this.check();
    } catch (error) {
      this.error = error as IpcError;
    }
  }

  /** Something was typed. */
  typed(name: FieldName, text: string): void {
    if (this.texts[name] === text) return;
    this.texts[name] = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.keep();
      void this.check();
    }, PAUSE_MS);
  }

  /** Keeps what is written as a draft. Of two in a row the later is what is kept. */
  keep(): Promise<void> {
    clearTimeout(this.timer);
    const now = JSON.stringify(this.changes);
    if (!this.form || this.over || now === this.kept) return this.keeping;
    this.kept = now;
    return (this.keeping = this.keeping.then(async () => {
      try {
        await call("set_draft", { key: draftKey(this.id), value: now === "{}" ? null : now });
        this.keptAt = now === "{}" ? null : new Date().toISOString();
        this.unkept = null;
      } catch (error) {
        this.kept = "";
        this.unkept = error as IpcError;
      }
    }));
  }

  /** Goes back to what is saved. What was written is gone, which is asked about before. */
  async discard(): Promise<void> {
    if (!this.form) return;
    this.texts = { ...this.form.texts };
    this.restored = false;
    this.failed = null;
    await this.keep();
    await this.check();
  }

  async check(): Promise<void> {
    const mine = ++this.checks;
    const { code: _, ...set } = this.values;
    try {
      const { faults } = await call("check_fields", { set });
      if (mine === this.checks) this.faults = faults;
    } catch {
      // What cannot be looked at now is looked at when it is saved.
    }
  }

  /** Saves. Answers what became of the skill; `null` where it could not be saved, and nothing is lost. */
  async save(): Promise<Saved | null> {
    if (this.saving || !this.form) return null;
    this.saving = true;
    this.failed = null;
    try {
      await this.keep();
      await this.check();
      if (this.faults.length) return null;
      const texts = $state.snapshot(this.texts);
      const saved = await call("save_skill", { skill_id: this.id, set: this.values });
      // Typed on while it was saved: that stays a draft.
      if (JSON.stringify(texts) !== JSON.stringify($state.snapshot(this.texts))) {
        const before = draftKey(this.id);
        this.id = saved.skill_id;
        this.form = { ...this.form, texts };
        await this.keep();
        if (before !== draftKey(this.id)) await call("set_draft", { key: before, value: null }).catch(() => {});
        return null;
      }
      this.over = true;
      clearTimeout(this.timer);
      await this.keeping;
      // A draft that stays is offered once more, and says what is saved.
      await call("set_draft", { key: draftKey(this.id), value: null }).catch(() => {});
      return saved;
    } catch (error) {
      this.failed = error as IpcError;
      return null;
    } finally {
      this.saving = false;
    }
  }

  private async source(skill_id: string): Promise<EditSource> {
    let text = "";
    for (let offset: number | null = 0; offset !== null;) {
      const chunk: { text: string; next: number | null } = await call("edit_source", { skill_id, offset });
      text += chunk.text;
      offset = chunk.next;
    }
    return JSON.parse(text) as EditSource;
  }
}

/** The texts of a draft; what cannot be read of it counts as not written. */
function written(draft: string | undefined): Partial<Texts> {
  try {
    const texts = JSON.parse(draft ?? "{}") as Record<string, unknown>;
    return Object.fromEntries(
      FIELD_NAMES.filter((name) => typeof texts[name] === "string").map((name) => [name, texts[name] as string]),
    );
  } catch {
    return {};
  }
}
