/** What is the user's: favourites, skills of their own and edited copies as one list each, the editor, import and export. */
import { call, IpcError, type Badge, type SkillRow } from "../../ipc";
import { SkillList } from "../catalogue/list.svelte";
import { Editor } from "./editor.svelte";
import { Transfer } from "./transfer.svelte";

/** The parts of the library, each a mark that its skills carry. */
export const SECTIONS = ["favourite", "local", "edited"] as const satisfies readonly Badge[];
export type Section = (typeof SECTIONS)[number];

export class Library {
  section = $state<Section>("favourite");
  editor = $state.raw<Editor | null>(null);
  /** When the draft of a new skill was kept; `null` where there is none. */
  newDraft = $state<string | null>(null);
  /** The conflict that the last saving led into, until another skill is saved. */
  met = $state.raw<{ skill: string; conflict: number } | null>(null);
  readonly transfer: Transfer;
  readonly list = new SkillList((filters) => ({
    ...filters,
    is: { ...filters.is, include: [...new Set([...filters.is.include, this.section])] },
  }));

  constructor(
    failed: (error: IpcError) => void,
    private readonly remember: (section: Section) => void,
  ) {
    this.transfer = new Transfer(failed);
  }

  restore(section: string | undefined): void {
    this.section = SECTIONS.find((known) => known === section) ?? "favourite";
  }

  /** Shows a part. Words and filters stay: they are as good there. */
  show(section: Section): void {
    if (section === this.section) return;
    this.section = section;
    this.list.selected = null;
    this.remember(section);
    void this.list.load();
  }

  /** Edits a skill, or a new one. */
  edit(skill: Pick<SkillRow, "skill_id" | "name"> | null): void {
    void this.editor?.keep();
    this.editor = new Editor(skill?.skill_id ?? null, skill?.name ?? "");
  }

  /** Leaves the editor. What is written stays as a draft. */
  leave(): void {
    const left = this.editor;
    if (!left) return;
    this.editor = null;
    void left.keep().then(() => this.readDraft());
  }

  /** Says of a skill that it was saved into a conflict. */
  conflictOf(skill: string, conflict: number): void {
    this.met = { skill, conflict };
  }

  async readDraft(): Promise<void> {
    const draft = await call("draft", { key: "new" }).catch(() => null);
    this.newDraft = draft?.changed_at ?? null;
  }
}
