/** Plain words for conflicts: kinds, fields, who changed what, and what a choice loses. */
import type { Automatic, Became, ConflictDesk, ConflictType, DeskField, Severity, UndoBlock } from "../../ipc";
import { language, m } from "../../shared/i18n/index.svelte";
import type { Decision, Losses } from "./draft";
import { listChanges } from "./values";

export const severityWord: Record<Severity, () => string> = {
  CRITICAL: m.conflict_critical,
  HIGH: m.conflict_high,
  MEDIUM: m.conflict_medium,
  LOW: m.conflict_low,
};
export const severityTone: Record<Severity, string> = { CRITICAL: "bad", HIGH: "warn", MEDIUM: "info", LOW: "" };

export const typeWord: Record<ConflictType, () => string> = {
  VERSION_MISMATCH: m.conflict_type_version,
  CONTENT_MISMATCH: m.conflict_type_content,
  DEPENDENCY_CONFLICT: m.conflict_type_packages,
  OTHER: m.conflict_type_other,
};

export const pickWord: Record<Decision, () => string> = {
  local: m.conflict_pick_local,
  remote: m.conflict_pick_remote,
  both: m.conflict_pick_both,
  base: m.conflict_pick_base,
  edit: m.conflict_pick_edit,
};
/** The keys of the choices. */
export const pickKey: Record<Decision, string> = { local: "l", remote: "r", both: "b", base: "o", edit: "e" };

export const strategyWord: Record<Automatic, () => string> = {
  merge: m.conflict_strategy_merge,
  local_wins: m.conflict_strategy_local,
  remote_wins: m.conflict_strategy_remote,
};

export const becameWord: Record<Became, () => string> = {
  local: m.conflict_became_local,
  remote: m.conflict_became_remote,
  base: m.conflict_became_base,
  own: m.conflict_became_own,
};

export const undoBlockWord: Record<UndoBlock, () => string> = {
  rating: m.conflict_undo_rating,
  later_waits: m.conflict_undo_later,
  changed_since: m.conflict_undo_changed,
};

const FIELDS: Record<string, () => string> = {
  code: m.conflict_field_code,
  command: m.conflict_field_command,
  local_files: m.conflict_field_local_files,
  version: m.conflict_field_version,
  python_packages: m.conflict_field_python_packages,
  npm_packages: m.conflict_field_npm_packages,
  parameters: m.conflict_field_parameters,
  metadata: m.conflict_field_metadata,
  env_vars: m.conflict_field_env_vars,
  name: m.conflict_field_name,
  description: m.conflict_field_description,
  category: m.conflict_field_category,
  tags: m.conflict_field_tags,
  examples: m.conflict_field_examples,
  skill_type: m.conflict_field_skill_type,
  rating: m.conflict_field_rating,
  comment: m.conflict_field_comment,
};

/** A field as people call it; one the contract does not name keeps its own name. */
export const fieldWord = (name: string): string => FIELDS[name]?.() ?? name;

const ENDINGS: Record<string, () => string> = {
  manual: m.conflict_how_manual,
  merge: m.conflict_how_merge,
  local_wins: m.conflict_how_local,
  remote_wins: m.conflict_how_remote,
  newest_wins: m.conflict_how_newest,
  unchanged_there: m.conflict_how_unchanged,
  deleted_there: m.conflict_how_deleted,
  same_on_both_sides: m.conflict_how_same,
};

/** How a conflict ended. */
export const howWord = (strategy: string): string => ENDINGS[strategy]?.() ?? strategy;

export function list(words: readonly string[]): string {
  return new Intl.ListFormat(language.current === "en" ? "en-GB" : language.current, {
    style: "long",
    type: "conjunction",
  }).format(words);
}

/** What one side changed, to be read after "You changed". */
export function changes(desk: ConflictDesk, side: "local" | "remote"): string {
  const changed = desk.fields.filter((field) => field.changed === "both" || field.changed === side);
  if (!changed.length) return side === "local" ? m.conflict_you_nothing() : m.conflict_they_nothing();
  return list(changed.map((field) => change(desk, field, side)));
}

function change(desk: ConflictDesk, field: DeskField, side: "local" | "remote"): string {
  const now = field[side];
  if (field.kind === "code")
    return m.conflict_code_lines({ count: (side === "local" ? desk.code?.local_lines : desk.code?.remote_lines) ?? 0 });
  if (field.name === "version" && now) return m.conflict_version_to({ version: now.text });
  if (field.kind === "list") {
    const items = listChanges(field.base?.items ?? [], now?.items ?? []);
    const signs = items
      .filter(({ how }) => how !== "kept")
      .map(({ text, how }) => (how === "added" ? `+${text}` : `−${text}`));
    if (signs.length && signs.length <= 4) return `${fieldWord(field.name)} (${signs.join(", ")})`;
  }
  return fieldWord(field.name);
}

/** The changes of one side that a choice leaves out, as a list; empty where it leaves out none. */
export function lossWords(lost: Losses, side: "local" | "remote"): string {
  const lines = side === "local" ? lost.localLines : lost.remoteLines;
  const words = (side === "local" ? lost.local : lost.remote).map(fieldWord);
  if (lines) words.push(m.conflict_code_lines({ count: lines }));
  const shown = words.length > 3 ? [...words.slice(0, 2), m.conflict_more({ count: words.length - 2 })] : words;
  return shown.length ? list(shown) : "";
}
