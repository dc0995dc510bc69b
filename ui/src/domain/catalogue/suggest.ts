/** What the search field offers while one types: the next token, a value for it, or a saved search. Pure. */
import {
  BADGES,
  chunks,
  folded,
  SORTS,
  TYPES,
  written,
  type Badge,
  type Facets,
  type SavedSearch,
  type SkillType,
  type Sort,
  type Token,
} from "../../ipc";

export type Suggestion =
  | { kind: "key"; key: Key; text: string; from: number; to: number }
  | { kind: "value"; token: Token; text: string; count: number | null; from: number; to: number }
  | { kind: "saved"; search: SavedSearch; text: string; from: number; to: number };

/** The keys that are offered; each is known by one more name, which need not be offered. */
export const OFFERED = ["tag", "type", "category", "author", "rating", "is", "in", "has", "updated", "sort"] as const;
export type Key = (typeof OFFERED)[number];

export interface Sources {
  facets: Facets | null;
  categories: readonly string[];
  collections: readonly string[];
  saved: readonly SavedSearch[];
  /** The time, for dates. */
  now: number;
}

/** Offered at most: as many as are seen at a glance. */
const MOST = 8;
const DAY = 86_400_000;

/** What to offer for a text with the caret at a place in it; nothing where there is nothing to help with. */
export function suggest(text: string, caret: number, sources: Sources): Suggestion[] {
  const at = chunks(text).find(({ start, end }) => start < caret && caret <= end);
  if (!at) return [];
  // What stands behind the caret is not looked at, and is replaced with the rest.
  const typed = text.slice(at.start, caret);
  const place = { from: at.start, to: at.end };
  const out = typed.startsWith("-");
  const body = out ? typed.slice(1) : typed;
  const colon = body.indexOf(":");
  if (colon >= 0 || body.startsWith("#")) {
    const key = body.startsWith("#") ? "tag" : body.slice(0, colon).toLowerCase();
    const begun = body.slice(body.startsWith("#") ? 1 : colon + 1).replace(/^"|"$/g, "");
    return values(key, out, begun, sources)
      .slice(0, MOST)
      .map((value) => ({ kind: "value", ...value, text: written(value.token), ...place }));
  }
  const saved: Suggestion[] =
    !out && caret === text.length && folded(text).length > 1
      ? sources.saved
          .filter(({ name }) => folded(name).startsWith(folded(text)))
          .map((search) => ({ kind: "saved", search, text: search.query, from: 0, to: text.length }))
      : [];
  if (body.length < 2) return saved.slice(0, MOST);
  const keys = OFFERED.filter((key) => key.startsWith(body.toLowerCase()) && !(out && !MAY_EXCLUDE.has(key))).map(
    (key): Suggestion => ({ kind: "key", key, text: `${out ? "-" : ""}${key}:`, ...place }),
  );
  return [...saved, ...keys].slice(0, MOST);
}

const MAY_EXCLUDE = new Set<Key>(["tag", "type", "category", "is", "in", "has", "rating", "updated"]);

/** The text once a suggestion is taken, and where the caret goes. */
export function taken(text: string, suggestion: Suggestion): { text: string; caret: number } {
  const { from, to } = suggestion;
  // A value is finished and gets its space; a key waits for its value.
  const insert = suggestion.kind === "key" ? suggestion.text : `${suggestion.text} `;
  const rest = suggestion.kind === "key" ? text.slice(to) : text.slice(to).trimStart();
  return { text: text.slice(0, from) + insert + rest, caret: from + insert.length };
}

type Value = { token: Token; count: number | null };

function values(key: string, out: boolean, begun: string, { facets, categories, collections, now }: Sources): Value[] {
  const list = (of: "category" | "tag" | "collection", names: readonly string[]): Value[] =>
    names
      .filter((name) => begins(name, begun))
      .map((value) => ({ token: { key: of, value, out }, count: facets?.[of][value] ?? 0 }))
      .sort((a, b) => b.count - a.count);
  switch (key) {
    case "tag":
      return list("tag", Object.keys(facets?.tag ?? {}));
    case "category":
      return list("category", [...new Set([...categories, ...Object.keys(facets?.category ?? {})])].filter(Boolean));
    case "in":
      return list("collection", collections);
    case "type":
    case "runtime":
      return TYPES.filter((type) => begins(type, begun)).map((value: SkillType) => ({
        token: { key: "skill_type", value, out },
        count: facets?.skill_type[value] ?? 0,
      }));
    case "is":
      return BADGES.filter((badge) => begins(badge, begun)).map((value: Badge) => ({
        token: { key: "is", value, out },
        count: facets?.is[value] ?? 0,
      }));
    case "has":
      return begins("packages", begun)
        ? [{ token: { key: "has_packages", value: !out }, count: out ? null : (facets?.has_packages ?? 0) }]
        : [];
    case "rating": {
      const less = out || begun.startsWith("<");
      return [4, 3, 2]
        .filter((stars) => String(stars).startsWith(begun.replace(/^[<>=≥]+/, "")))
        .map((value) => ({
          token: { key: less ? "below_rating" : "min_rating", value },
          count: less ? null : (facets?.min_rating[value] ?? 0),
        }));
    }
    case "updated":
    case "since": {
      const less = out || begun.startsWith("<");
      return [7, 30, 365]
        .map((days) => ({ days, value: dayBefore(days, now) }))
        .filter(({ value }) => value.startsWith(begun.replace(/^[<>=≥]+/, "")))
        .map(({ days, value }) => ({
          token: { key: less ? "updated_before" : "updated_since", value },
          count: less ? null : (facets?.updated[days] ?? 0),
        }));
    }
    case "sort":
      return out
        ? []
        : SORTS.filter((sort) => begins(sort, begun)).map((value: Sort) => ({
            token: { key: "sort", value },
            count: null,
          }));
    default:
      return [];
  }
}

/** The day so many days ago, as the engine counts days. */
export function dayBefore(days: number, now: number): string {
  return new Date(now - days * DAY).toISOString().slice(0, 10);
}

/** Whether a name, or a word of it, begins like this. */
function begins(name: string, begun: string): boolean {
  const wanted = folded(begun);
  const known = folded(name);
  return known.startsWith(wanted) || known.split(/[\s_-]/).some((word) => word.startsWith(wanted));
}
