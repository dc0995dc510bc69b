/** What is wrong with a value that somebody wrote for a field, in words: for the editor and the resolver. */
import type { Fault } from "../ipc";
import { m } from "../shared/i18n/index.svelte";

const words: Record<Fault, (place: string) => string> = {
  not_json: (place) => m.fault_not_json({ place }),
  blank: () => m.fault_blank(),
  not_text: () => m.fault_not_text(),
  not_texts: () => m.fault_not_texts(),
  not_list: () => m.fault_not_list(),
  not_object: () => m.fault_not_object(),
  not_yours: () => m.fault_not_yours(),
};

/** `place` is where in the JSON, such as `line 2 column 7`. */
export function faultWord(fault: Fault, place = ""): string {
  const [line = "", column = ""] = place.match(/\d+/g) ?? [];
  return words[fault](line ? m.fault_place({ line, column }) : "");
}
