import type { FieldChange } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";

export const changeWord: Record<FieldChange, () => string> = {
  added: m.diff_field_added,
  removed: m.diff_field_removed,
  changed: m.diff_field_changed,
};
export const changeTone: Record<FieldChange, string> = { added: "good", removed: "bad", changed: "" };

const words: Record<string, () => string> = {
  name: m.edit_name,
  version: m.edit_version,
  description: m.edit_description,
  category: m.edit_category,
  skill_type: m.edit_type,
  command: m.edit_command,
  tags: m.edit_tags,
  python_packages: m.edit_python_packages,
  npm_packages: m.edit_npm_packages,
  env_vars: m.edit_env_vars,
  local_files: m.conflict_field_local_files,
  parameters: m.edit_parameters,
  metadata: m.edit_metadata,
  examples: m.edit_examples,
  code: m.edit_code,
};

/** A field as people call it; one without words keeps its own name. */
export function fieldWord(name: string): string {
  const [field = "", ...part] = name.split(".");
  const word = words[field]?.() ?? field;
  return part.length ? `${word} · ${part.join(".")}` : word;
}
