/** The flat list of a comparison as fields with rows, in the two ways in which rows are drawn. */
import type { DiffItem, DiffLine, FieldChange, Mark } from "../../ipc";

export interface DiffField {
  name: string;
  change: FieldChange;
  added: number;
  removed: number;
  /** What is inside, with its place in the whole list. */
  items: { at: number; item: Inside }[];
}

export type Inside = Exclude<DiffItem, { kind: "field" }>;
export type Row = Extract<Inside, { kind: "same" | "changed" | "fold" }>;

/** Cuts the list where fields begin. */
export function fieldsOf(items: readonly DiffItem[]): DiffField[] {
  const fields: DiffField[] = [];
  items.forEach((item, at) => {
    if (item.kind === "field") {
      const { name, change, added, removed } = item;
      fields.push({ name, change, added, removed, items: [] });
    } else fields.at(-1)?.items.push({ at, item });
  });
  return fields;
}

/** A line as it is drawn: one side, or both in one. */
export interface Line {
  sign: "+" | "-" | " ";
  before: number | null;
  after: number | null;
  text: string;
  marks: Mark[];
  cut: boolean;
  ending: boolean;
}

/** A row of a comparison drawn in one column: what is gone above what is new. */
export type Unified = { at: number; line: Line } | { at: number; fold: Extract<Row, { kind: "fold" }> };

export function unified(items: readonly { at: number; item: Inside }[]): Unified[] {
  const rows: Unified[] = [];
  let gone: Unified[] = [];
  let come: Unified[] = [];
  const flush = () => {
    rows.push(...gone, ...come);
    [gone, come] = [[], []];
  };
  for (const { at, item } of items) {
    if (item.kind === "changed") {
      if (item.before) gone.push({ at, line: side(item.before, "-") });
      if (item.after) come.push({ at, line: side(item.after, "+") });
      continue;
    }
    flush();
    if (item.kind === "fold") rows.push({ at, fold: item });
    else if (item.kind === "same") rows.push({ at, line: same(item) });
  }
  flush();
  return rows;
}

/** A row of a comparison drawn side by side; a side that has nothing there is `null`. */
export type Split =
  { at: number; left: Line | null; right: Line | null } | { at: number; fold: Extract<Row, { kind: "fold" }> };

export function split(items: readonly { at: number; item: Inside }[]): Split[] {
  return items.flatMap(({ at, item }): Split[] => {
    if (item.kind === "fold") return [{ at, fold: item }];
    if (item.kind === "same") return [{ at, left: same(item), right: same(item) }];
    if (item.kind !== "changed") return [];
    return [
      {
        at,
        left: item.before && side(item.before, "-"),
        right: item.after && side(item.after, "+"),
      },
    ];
  });
}

function side(line: DiffLine, sign: "+" | "-"): Line {
  const { number, text, marks, cut, ending } = line;
  return { sign, before: sign === "-" ? number : null, after: sign === "+" ? number : null, text, marks, cut, ending };
}

function same({ before, after, text }: Extract<Row, { kind: "same" }>): Line {
  return { sign: " ", before, after, text, marks: [], cut: false, ending: false };
}

/** The lines of a fold in its place, and a smaller fold where not all of them came. */
export function unfolded(items: readonly DiffItem[], at: number, lines: readonly string[]): DiffItem[] {
  const fold = items[at];
  if (fold?.kind !== "fold") return [...items];
  const rows: DiffItem[] = lines.map((text, i) => ({
    kind: "same",
    before: fold.before + i,
    after: fold.after + i,
    text,
  }));
  const left = fold.lines - lines.length;
  if (left > 0)
    rows.push({ kind: "fold", before: fold.before + lines.length, after: fold.after + lines.length, lines: left });
  return [...items.slice(0, at), ...rows, ...items.slice(at + 1)];
}
