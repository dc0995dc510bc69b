/** The fields of an edited skill as texts in a form, and back as what is saved of them. */
import type { EditedField, EditSource } from "../../ipc";

export const TEXT_FIELDS = ["name", "version", "category", "skill_type", "description", "command", "code"] as const;
export const LIST_FIELDS = ["tags", "python_packages", "npm_packages"] as const;
/** Fields that are edited as JSON. */
export const JSON_FIELDS = ["metadata", "parameters", "env_vars", "examples"] as const;
export type FieldName = (typeof TEXT_FIELDS)[number] | (typeof LIST_FIELDS)[number] | (typeof JSON_FIELDS)[number];
export const FIELD_NAMES: readonly FieldName[] = [...TEXT_FIELDS, ...LIST_FIELDS, ...JSON_FIELDS];

/** Fields that are taken away where nothing is left of them. The others are empty instead. */
const GONE_WHEN_EMPTY = new Set<FieldName>(["category", "skill_type", "command"]);
/** How a skill is run unless somebody says otherwise (as an import of plain code has it). */
const COMMANDS: Record<string, string> = { prompt_only: "prompt", python_code: "python", nodejs_code: "node" };

export type Texts = Record<FieldName, string>;
export type Kinds = Record<FieldName, EditedField["kind"]>;

/** A form to begin with: its texts, and of which kind each field is. */
export interface Form {
  texts: Texts;
  kinds: Kinds;
}

export function emptyForm(): Form {
  const kind = (name: FieldName) =>
    (JSON_FIELDS as readonly string[]).includes(name)
      ? "json"
      : (LIST_FIELDS as readonly string[]).includes(name)
        ? "list"
        : "text";
  return {
    texts: { ...byName(() => ""), version: "1.0.0", skill_type: "prompt_only" },
    kinds: byName(kind),
  };
}

export function formOf(source: EditSource): Form {
  const form = emptyForm();
  for (const name of FIELD_NAMES) {
    const field = source.fields[name];
    if (!field) continue;
    form.kinds[name] = field.kind;
    form.texts[name] = field.kind === "list" ? listText(name, field.items) : field.text;
  }
  return form;
}

/** The texts that are others than at the beginning. */
export function changed(from: Form, texts: Texts): Partial<Texts> {
  return Object.fromEntries(
    FIELD_NAMES.filter((name) => texts[name] !== from.texts[name]).map((name) => [name, texts[name]]),
  );
}

/** What is to be saved, each value as JSON text; of a new skill everything that says something. */
export function valuesOf(from: Form, texts: Texts, isNew: boolean): Record<string, string> {
  const set: Record<string, string> = {};
  for (const name of FIELD_NAMES) {
    const text = texts[name];
    if (isNew ? text.trim() !== "" || name === "name" : text !== from.texts[name]) {
      set[name] = valueOf(name, from.kinds[name], text);
    }
  }
  const command = COMMANDS[texts.skill_type];
  if (isNew && !set["command"] && command) set["command"] = JSON.stringify(command);
  return set;
}

function valueOf(name: FieldName, kind: EditedField["kind"], text: string): string {
  if (kind === "json") return text.trim() === "" ? "null" : text;
  if (kind === "list") return JSON.stringify(entries(name, text));
  return GONE_WHEN_EMPTY.has(name) && text.trim() === "" ? "null" : JSON.stringify(text);
}

/** Tags stand in one line, packages one a line: a requirement may have a comma in it. */
export function entries(name: FieldName, text: string): string[] {
  const cut = name === "tags" && !text.includes("\n") ? text.split(",") : text.split("\n");
  return cut.map((entry) => entry.trim()).filter(Boolean);
}

function listText(name: FieldName, items: readonly string[]): string {
  const lines = name !== "tags" || items.some((item) => item.includes(","));
  // A line break says that the lines are the entries, even where there is but one.
  return lines ? items.join("\n") + (name === "tags" && items.length === 1 ? "\n" : "") : items.join(", ");
}

function byName<T>(make: (name: FieldName) => T): Record<FieldName, T> {
  return Object.fromEntries(FIELD_NAMES.map((name) => [name, make(name)])) as Record<FieldName, T>;
}
