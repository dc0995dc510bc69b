/** A comparison of two skills as the engine makes it: field by field, texts by lines, words marked, the rest folded. */
import type { DiffItem, DiffLine, Mark } from "../bindings";

export type Fields = Record<string, unknown>;

const ORDER = ["name", "version", "description", "category", "skill_type", "command", "tags", "python_packages"];
const CONTEXT = 3;
const SHORTEST_FOLD = 3;

export function changedFields(before: Fields, after: Fields): string[] {
  const place = (field: string) => (field === "code" ? 99 : (ORDER.indexOf(field) + 50) % 50);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => textOf(before[field]) !== textOf(after[field]))
    .sort((a, b) => place(a) - place(b));
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value) && !value.length) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

export function compare(before: Fields, after: Fields): DiffItem[] {
  return changedFields(before, after).flatMap((name) => field(name, before[name], after[name]));
}

function field(name: string, before: unknown, after: unknown): DiffItem[] {
  const [one, other] = [textOf(before), textOf(after)];
  const change = !one ? "added" : !other ? "removed" : "changed";
  if (Array.isArray(before ?? []) && Array.isArray(after ?? [])) {
    const [was, is] = [(before ?? []) as string[], (after ?? []) as string[]];
    const added = is.filter((entry) => !was.includes(entry));
    const removed = was.filter((entry) => !is.includes(entry));
    const kept = was.length - removed.length;
    return [
      { kind: "field", name, change, added: added.length, removed: removed.length },
      { kind: "list", added, removed, kept },
    ];
  }
  if (name !== "code" && !/\n/.test(one + other)) {
    const marks = change === "changed" ? words(one, other) : { before: [], after: [] };
    return [
      { kind: "field", name, change, added: 0, removed: 0 },
      { kind: "value", before: one || null, after: other || null, marks },
    ];
  }
  const rows = lines(one, other);
  const count = (side: "before" | "after") => rows.filter((row) => row.kind === "changed" && row[side]).length;
  return [{ kind: "field", name, change, added: count("after"), removed: count("before") }, ...rows];
}

function lines(before: string, after: string): DiffItem[] {
  const cut = (text: string) => (text ? text.replace(/\n$/, "").split("\n") : []);
  const [old, now] = [cut(before), cut(after)];
  // The longest common subsequence by its table: texts of a fixture are short.
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      table[i]![j] = old[i] === now[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
  const out: DiffItem[] = [];
  let same: { i: number; j: number }[] = [];
  let gone: number[] = [];
  let come: number[] = [];
  const flushSame = (last: boolean) => {
    const head = out.length ? Math.min(CONTEXT, same.length) : 0;
    const tail = last ? 0 : Math.min(CONTEXT, same.length - head);
    const folded = same.length - head - tail;
    same.forEach(({ i, j }, at) => {
      const inFold = folded >= SHORTEST_FOLD && at >= head && at < head + folded;
      if (!inFold) out.push({ kind: "same", before: i + 1, after: j + 1, text: now[j]! });
      else if (at === head) out.push({ kind: "fold", before: i + 1, after: j + 1, lines: folded });
    });
    same = [];
  };
  const flushChange = () => {
    for (let at = 0; at < Math.max(gone.length, come.length); at++) {
      const [was, is] = [gone[at], come[at]];
      const marks = was !== undefined && is !== undefined ? words(old[was]!, now[is]!) : { before: [], after: [] };
      const line = (number: number | undefined, text: string | undefined, of: Mark[]): DiffLine | null =>
        number === undefined ? null : { number: number + 1, text: text!, marks: of, cut: false, ending: false };
      out.push({
        kind: "changed",
        before: line(was, old[was ?? 0], marks.before),
        after: line(is, now[is ?? 0], marks.after),
      });
    }
    [gone, come] = [[], []];
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      flushChange();
      same.push({ i: i++, j: j++ });
      continue;
    }
    if (same.length) flushSame(false);
    if (j >= now.length || (i < old.length && table[i + 1]![j]! >= table[i]![j + 1]!)) gone.push(i++);
    else come.push(j++);
  }
  flushChange();
  if (same.length) flushSame(true);
  return out;
}

/** What stands between the beginning and the end that two lines have in common. */
function words(before: string, after: string): { before: Mark[]; after: Mark[] } {
  const cut = (text: string) => text.match(/\w+|\s+|[^\w\s]/g) ?? [];
  const [one, other] = [cut(before), cut(after)];
  let head = 0;
  while (head < Math.min(one.length, other.length) && one[head] === other[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(one.length, other.length) - head &&
    one[one.length - 1 - tail] === other[other.length - 1 - tail]
  )
    tail++;
  const mark = (parts: string[]): Mark[] => {
    const start = parts.slice(0, head).join("").length;
    const end = start + parts.slice(head, parts.length - tail).join("").length;
    return end > start ? [{ start, end }] : [];
  };
  const kept = [...one.slice(0, head), ...one.slice(one.length - tail)].join("").length;
  if (kept * 10 < Math.max(before.length, after.length) * 3) return { before: [], after: [] };
  return { before: mark(one), after: mark(other) };
}
