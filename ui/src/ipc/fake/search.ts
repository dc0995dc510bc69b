/** A small search with the engine's manners: tokens, facets each counted without its own condition, marks, one mended typo. */
import type { Badge, Choice, Facets, Filters, SearchPage, SearchRequest, SkillRow, SkillType, Sort } from "../bindings";
import type { FakeSkill } from "./skills";

type Key = "category" | "skill_type" | "tag" | "is";
const TYPES: Record<string, SkillType> = { prompt: "prompt_only", python: "python_code", node: "nodejs_code" };

export function search(all: FakeSkill[], request: SearchRequest, revision: number): SearchPage {
  const understood = understand(request);
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
  const rows = found.filter((skill) => passes(skill, understood.filters));
  rows.sort(order(understood.sort, words));
  return {
    total: rows.length,
    corrected,
    skills: rows
      .slice(request.offset, request.offset + Math.min(request.limit, 200))
      .map(({ row }) => marked(row, words)),
    facets: request.facets ? facets(found, understood.filters) : undefined,
    understood,
    revision,
  };
}

function understand(request: SearchRequest): SearchPage["understood"] {
  const filters = structuredClone(request.filters);
  let sort = request.sort;
  const words = request.text
    .split(/\s+/)
    .filter((part) => {
      const [, minus, key, raw] = /^(-?)(tag|type|category|is|rating|sort):(.+)$/.exec(part) ?? [];
      if (!key || !raw) return true;
      if (key === "rating") filters.min_rating = Number(raw.replace(/[^\d.]/g, ""));
      else if (key === "sort") sort ??= raw as Sort;
      else {
        const name = key === "type" ? "skill_type" : (key as Key);
        const value = key === "type" ? (TYPES[raw] ?? raw) : raw;
        (filters[name] as Choice<string>)[minus ? "exclude" : "include"].push(value);
      }
      return false;
    })
    .join(" ");
  return { words, filters, sort: sort ?? "relevance" };
}

const values: Record<Key, (skill: FakeSkill) => string[]> = {
  category: ({ row }) => [row.category],
  skill_type: ({ row }) => [row.skill_type],
  tag: ({ tags }) => tags,
  is: ({ row }) => row.badges,
};

function passes(skill: FakeSkill, filters: Filters, except?: Key | "min_rating" | "has_packages"): boolean {
  for (const key of ["category", "skill_type", "tag", "is"] as const) {
    if (key === except) continue;
    const has = values[key](skill);
    const { include, exclude } = filters[key] as Choice<string>;
    const all = key === "tag" || key === "is";
    if (include.length && !(all ? include.every((v) => has.includes(v)) : include.some((v) => has.includes(v))))
      return false;
    if (exclude.some((v) => has.includes(v))) return false;
  }
  if (except !== "min_rating" && filters.min_rating && skill.row.average_rating < filters.min_rating) return false;
  if (filters.updated_since && skill.updated < Date.parse(filters.updated_since)) return false;
  return except === "has_packages" || filters.has_packages === undefined || packaged(skill) === filters.has_packages;
}

function packaged({ written }: FakeSkill): boolean {
  return Boolean(written.python_packages?.length || written.npm_packages?.length);
}

function facets(found: FakeSkill[], filters: Filters): Facets {
  const count = (key: Key) => {
    const counts: Record<string, number> = {};
    for (const skill of found)
      if (passes(skill, filters, key)) for (const value of values[key](skill)) counts[value] = (counts[value] ?? 0) + 1;
    return counts;
  };
  const rated = found.filter((skill) => passes(skill, filters, "min_rating"));
  const tags = Object.entries(count("tag"))
    .sort((a, b) => b[1] - a[1])
    .slice(0, 40);
  return {
    category: count("category"),
    skill_type: count("skill_type"),
    tag: Object.fromEntries(tags),
    is: count("is"),
    min_rating: Object.fromEntries(
      [1, 2, 3, 4].map((n) => [n, rated.filter(({ row }) => row.average_rating >= n).length]),
    ),
    has_packages: found.filter((skill) => passes(skill, filters, "has_packages") && packaged(skill)).length,
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
