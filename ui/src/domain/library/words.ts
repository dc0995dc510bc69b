import type { ImportFate, Whose } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";
import type { Section } from "./library.svelte";

export const sectionWord: Record<Section, () => string> = {
  favourite: m.library_favourites,
  local: m.library_own,
  edited: m.library_edited,
};

export const fateWord: Record<ImportFate, () => string> = {
  refused: m.import_fate_refused,
  conflict: m.import_fate_conflict,
  overruled: m.import_fate_overruled,
  updated: m.import_fate_updated,
  added: m.import_fate_added,
  unchanged: m.import_fate_unchanged,
};
export const fateTone: Record<ImportFate, string> = {
  refused: "bad",
  conflict: "warn",
  overruled: "warn",
  updated: "info",
  added: "good",
  unchanged: "",
};

export const whoseWord: Record<Whose, () => string> = {
  mine: m.history_mine,
  marketplace: m.history_marketplace,
  past: m.history_past,
};
