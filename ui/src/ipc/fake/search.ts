/** A small search with the engine's manners: tokens, facets each counted without its own condition, marks, one mended typo. */
import type { Badge, Facets, Filters, SearchPage, SearchRequest, SkillRow, Sort } from "../bindings";
import { choice, LISTS, readQuery, same, type ListKey } from "../query";
import type { FakeSkill } from "./skills";

type Named = (skill: FakeSkill) => string[];
const PERIODS = [7, 30, 365];
const DAY = 86_400_000;

export function search(
  all: FakeSkill[],
  request: SearchRequest,
  revision: number,
  collections: Map<string, Set<string>> = new Map(),
): SearchPage {
  const understood = readQuery(request.text, request.filters, request.sort);
  const named: Record<ListKey, Named> = {
    ...values,
    collection: ({ row }) => [...collections].filter(([, ids]) => ids.has(row.skill_id)).map(([name]) => name),
  };
  const words = understood.words.toLowerCase().split(/\s+/).filter(Boolean);
  let corrected: string | null = null;
  let found = all.filter((skill) => matches(skill, words));
  if (!found.length && words.length && !request.literal) {
    const mended = words.map((word) => mend(word, all));
    if (mended.join(" ") !== words.join(" ")) {
      corrected = mended.join(" ");
      words.splice(0, words.length, ...mended);
      found = all.filter((skill) => matches(skill, words));
    }
  }
  const rows = found.filter((skill) => passes(skill, understood.filters, named));
  rows.sort(order(understood.sort, words));
  return {
    total: rows.length,
    corrected,
    skills: rows
      .slice(request.offset, request.offset + Math.min(request.limit, 200))
      .map(({ row }) => marked(row, words)),
    facets: request.facets ? facets(found, understood.filters, named, [...collections.keys()]) : undefined,
    understood,
    revision,
  };
}

const values: Record<Exclude<ListKey, "collection">, Named> = {
  category: ({ row }) => [row.category],
  skill_type: ({ row }) => [row.skill_type],
  tag: ({ tags }) => tags,
  is: ({ row }) => row.badges,
};

type Property = ListKey | "rating" | "updated" | "has_packages";

function passes(skill: FakeSkill, filters: Filters, named: Record<ListKey, Named>, except?: Property): boolean {
  const { row, updated } = skill;
  for (const key of LISTS) {
    if (key === except) continue;
    const { include, exclude } = choice(filters, key);
    if (!include.length && !exclude.length) continue;
    const own = named[key](skill);
    const has = (value: string) => own.some((one) => same(one, value));
    const any = key === "category" || key === "skill_type";
    if (include.length && !(any ? include.some(has) : include.every(has))) return false;
    if (exclude.some(has)) return false;
  }
  const { min_rating, below_rating, updated_since, updated_before, author } = filters;
  if (author !== undefined && !same(row.author, author)) return false;
  if (except !== "rating") {
    if (min_rating !== undefined && row.average_rating < min_rating) return false;
    if (below_rating !== undefined && row.average_rating >= below_rating) return false;
  }
  if (except !== "updated") {
    if (updated_since !== undefined && updated < Date.parse(updated_since)) return false;
    if (updated_before !== undefined && updated >= Date.parse(updated_before)) return false;
  }
  return except === "has_packages" || filters.has_packages === undefined || packaged(skill) === filters.has_packages;
}

function packaged({ written }: FakeSkill): boolean {
  return Boolean(written.python_packages?.length || written.npm_packages?.length);
}

function facets(found: FakeSkill[], filters: Filters, named: Record<ListKey, Named>, collections: string[]): Facets {
  const left = (except: Property) => found.filter((skill) => passes(skill, filters, named, except));
  const count = (key: ListKey, begin: Record<string, number> = {}) => {
    const counts = { ...begin };
    for (const skill of left(key)) for (const value of named[key](skill)) counts[value] = (counts[value] ?? 0) + 1;
    return counts;
  };
  const [rated, dated] = [left("rating"), left("updated")];
  const tags = Object.entries(count("tag"))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 40);
  const today = Math.floor(Date.now() / DAY);
  return {
    category: count("category"),
    skill_type: count("skill_type"),
    tag: Object.fromEntries(tags),
    is: count("is"),
    min_rating: Object.fromEntries(
      [1, 2, 3, 4].map((n) => [n, rated.filter(({ row }) => row.average_rating >= n).length]),
    ),
    has_packages: left("has_packages").filter(packaged).length,
    collection: count("collection", Object.fromEntries(collections.map((name) => [name, 0]))),
    updated: Object.fromEntries(
      PERIODS.map((days) => [days, dated.filter(({ updated }) => updated >= (today - days) * DAY).length]),
    ),
  };
}

function matches({ row, tags }: FakeSkill, words: string[]): boolean {
  const text = `${row.name} ${row.author} ${row.description} ${tags.join(" ")}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function order(sort: Sort, words: string[]): (a: FakeSkill, b: FakeSkill) => number {
  const bayes = ({ row }: FakeSkill) => (row.average_rating * row.rating_count + 3.8 * 20) / (row.rating_count + 20);
  const hits = ({ row }: FakeSkill) => words.filter((word) => row.name.toLowerCase().includes(word)).length;
  const by: Record<Sort, (a: FakeSkill, b: FakeSkill) => number> = {
    relevance: (a, b) => hits(b) - hits(a) || bayes(b) - bayes(a),
    rating: (a, b) => bayes(b) - bayes(a),
    most_rated: (a, b) => b.row.rating_count - a.row.rating_count,
    newest: (a, b) => b.created - a.created,
    updated: (a, b) => b.updated - a.updated,
    name: () => 0,
  };
  return (a, b) =>
    by[sort](a, b) || a.row.name.localeCompare(b.row.name) || a.row.skill_id.localeCompare(b.row.skill_id);
}

function marked(row: SkillRow, words: string[]): SkillRow {
  const marks = (text: string): [number, number][] =>
    words.flatMap((word) => {
      const at = text.toLowerCase().indexOf(word);
      return at < 0 ? [] : [[at, at + word.length] as [number, number]];
    });
  return {
    ...row,
    badges: [...row.badges] as Badge[],
    name_marks: marks(row.name),
    description_marks: marks(row.description),
  };
}

function mend(word: string, all: FakeSkill[]): string {
  const vocabulary = new Set(
    all.slice(0, 40).flatMap(({ row, tags }) => [...row.name.toLowerCase().split(/\W+/), ...tags]),
  );
  return [...vocabulary].find((known) => known.length > 3 && distance(known, word) <= 2) ?? word;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
