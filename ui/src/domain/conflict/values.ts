/** The values of a field, as they are shown and written by hand. Nothing here talks to the engine. */
import type { DeskField, FieldKind, Mark, Pick, SideValue } from "../../ipc";
import { pieces } from "../../shared/marks";

/** An entry of a list, and what became of it since the other list. */
export interface Item {
  text: string;
  how: "kept" | "added" | "removed";
}

/** The entries of a list, those added since the other marked, then those that are gone. */
export function listChanges(before: readonly string[] | undefined, now: readonly string[]): Item[] {
  const old = new Set(before ?? now);
  const here = new Set(now);
  return [
    ...now.map((text): Item => ({ text, how: old.has(text) ? "kept" : "added" })),
    ...[...old].filter((text) => !here.has(text)).map((text): Item => ({ text, how: "removed" })),
  ];
}

/** Both lists, the user's first, each entry once. */
export const union = (mine: readonly string[], theirs: readonly string[]): string[] => [
  ...new Set([...mine, ...theirs]),
];

/** What a choice makes of a field other than code; `null` where it takes the field away. */
export function chosen(field: DeskField, pick: Pick): SideValue | null {
  if (pick !== "both") return field[pick];
  const items = union(field.local?.items ?? [], field.remote?.items ?? []);
  return { text: items.join("\n"), items, cut: Boolean(field.local?.cut || field.remote?.cut) };
}

/** A value as somebody wrote it: a list an entry a line, other things as JSON. Nothing at all takes such a field away. */
export function toValue(kind: FieldKind, text: string): { value: unknown } | { fault: "not_json" } {
  if (kind === "text" || kind === "code") return { value: text };
  if (kind === "list") {
    const items = text.split("\n").map((line) => line.trim());
    return { value: [...new Set(items.filter((line) => line !== ""))] };
  }
  if (text.trim() === "") return { value: null };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { fault: "not_json" };
  }
}

export interface Line {
  number: number;
  parts: { part: string; marked: boolean }[];
}

/** A text by its lines, each with its number and its share of the marks. */
export function linesOf(text: string, from: number, marks: readonly Mark[] = []): Line[] {
  if (text === "") return [];
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  let at = 0;
  return body.split("\n").map((line, i) => {
    const begin = at;
    at += line.length + 1;
    const here = marks
      .filter(({ start, end }) => start < begin + line.length && end > begin)
      .map(({ start, end }): [number, number] => [Math.max(0, start - begin), Math.min(line.length, end - begin)]);
    return { number: from + i, parts: pieces(line, here) };
  });
}
