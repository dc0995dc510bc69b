import type { Fault, FieldFault, ImportFate, Whose } from "../../ipc";
import { m } from "../../shared/i18n/index.svelte";
import type { Section } from "./library.svelte";

export const sectionWord: Record<Section, () => string> = {
  favourite: m.library_favourites,
  local: m.library_own,
  edited: m.library_edited,
};

const faultWords: Record<Fault, (place: string) => string> = {
  not_json: (place) => m.fault_not_json({ place }),
  blank: () => m.fault_blank(),
  not_text: () => m.fault_not_text(),
  not_texts: () => m.fault_not_texts(),
  not_list: () => m.fault_not_list(),
  not_object: () => m.fault_not_object(),
  not_yours: () => m.fault_not_yours(),
};
export const faultWord = ({ fault, place }: FieldFault) => {
  const [line = "", column = ""] = place.match(/\d+/g) ?? [];
  return faultWords[fault](line ? m.fault_place({ line, column }) : "");
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
