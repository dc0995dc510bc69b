/**
 * The language of the search field: conditions as tokens (`tag:pdf -is:installed rating:>=4`), read and written as
 * the engine reads and writes them. The engine decides what a search means; the window needs the same language to
 * take one token out of a text, to offer the next one, and to write a search down. Both sides are held to
 * `tests/golden/tokens.json` of the engine.
 */
import type { Badge, Choice, Filters, SkillType, Sort } from "./bindings";

export type ListKey = "category" | "skill_type" | "tag" | "is" | "collection";
export const LISTS: readonly ListKey[] = ["category", "skill_type", "tag", "is", "collection"];
export const TYPES: readonly SkillType[] = ["prompt_only", "python_code", "nodejs_code", "other"];
export const BADGES: readonly Badge[] = [
  "installed",
  "update",
  "favourite",
  "edited",
  "local",
  "conflict",
  "stale",
  "danger",
];
export const SORTS: readonly Sort[] = ["relevance", "rating", "most_rated", "newest", "updated", "name"];

/** One condition that is on. */
export type Condition =
  | { key: ListKey; value: string; out: boolean }
  | { key: "author" | "updated_since" | "updated_before"; value: string }
  | { key: "min_rating" | "below_rating"; value: number }
  | { key: "has_packages"; value: boolean };
export type Token = Condition | { key: "sort"; value: Sort };

/** A search as it is understood. */
export interface Search {
  words: string;
  filters: Filters;
  sort: Sort;
}

/** A stretch of the text: a token, a word, or words in quotes. */
export interface Chunk {
  raw: string;
  start: number;
  end: number;
  token: Token | null;
}

/** The words before the colon, and the condition that each stands for. */
export const KEYS = ["category", "type", "runtime", "tag", "is", "in", "author", "rating", "updated", "since", "has", "sort"] as const; // prettier-ignore
const LIST_OF: Record<string, ListKey> = { category: "category", tag: "tag", is: "is", in: "collection" };
const WORD_OF: Record<ListKey, string> = {
  category: "category",
  skill_type: "type",
  tag: "tag",
  is: "is",
  collection: "in",
};
const TYPE_WORDS: Record<string, SkillType> = {
  prompt: "prompt_only",
  python: "python_code",
  python3: "python_code",
  node: "nodejs_code",
  nodejs: "nodejs_code",
  "node.js": "nodejs_code",
  javascript: "nodejs_code",
};
const BADGE_WORDS: Record<string, Badge> = { favorite: "favourite", modified: "edited", conflicted: "conflict" };

const VALUES: Record<string, readonly string[]> = {
  is: BADGES,
  type: TYPES,
  runtime: TYPES,
  sort: SORTS,
  has: ["packages"],
};

// White space and control characters, as the engine has them.
const SPACE = /[\s\p{Cc}]/u;

export function noFilters(): Filters {
  const none = () => ({ include: [], exclude: [] });
  return { category: none(), skill_type: none(), tag: none(), is: none(), collection: none() };
}

export function choice(filters: Filters, key: ListKey): Choice<string> {
  return filters[key] as Choice<string>;
}

/** Whether two names are one: their case, their accents and their white space aside. */
export function same(left: string, right: string): boolean {
  return left === right || folded(left) === folded(right);
}

export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

/** The text cut at white space; what is in quotes stays whole. */
export function chunks(text: string): Chunk[] {
  const found: Chunk[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text[at]!)) {
      at++;
      continue;
    }
    const rest = text.slice(at);
    const close = rest[0] === '"' ? rest.indexOf('"', 1) : -1;
    let length: number;
    if (close > 0) length = close + 1;
    else length = quotedEnd(rest) ?? (rest.search(SPACE) < 0 ? rest.length : rest.search(SPACE));
    const raw = rest.slice(0, length);
    found.push({ raw, start: at, end: at + length, token: close > 0 ? null : token(raw) });
    at += length;
  }
  return found;
}

/**
 * The text without a token at its end that is still being typed: `tag:`, `is:fav`, `in:"To re`. To look for those as
 * words would empty the list between two letters.
 */
export function finished(text: string): string {
  const last = chunks(text).at(-1);
  if (!last || last.token || last.end !== text.length) return text;
  const [, key = "", value = ""] = /^-?([a-z]+):(.*)$/i.exec(last.raw) ?? [];
  const known: readonly string[] = VALUES[key.toLowerCase()] ?? [];
  const begun =
    KEYS.some((one) => one === key.toLowerCase()) &&
    (/^"?$/.test(value) || /^[<>=≥]+$/.test(value) || known.some((one) => one.startsWith(value.toLowerCase())));
  return begun ? text.slice(0, last.start).trimEnd() : text;
}

/** Where a token with a quoted value ends (`tag:"smart home"`). */
function quotedEnd(text: string): number | null {
  const open = text.indexOf('"');
  if (open < 0) return null;
  const head = text.slice(0, open).replace(/^-/, "");
  const known = head.endsWith(":") && KEYS.some((key) => key === head.slice(0, -1).toLowerCase());
  if (head !== "#" && !known) return null;
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  return null;
}

function unquoted(value: string): string | null {
  if (value[0] !== '"') return value;
  // An opening quote alone is a value still being typed.
  if (value.length < 2 || !value.endsWith('"')) return null;
  return value.slice(1, -1).replace(/\\([\s\S]?)/g, "$1");
}

function token(raw: string): Token | null {
  const out = raw[0] === "-";
  const body = out ? raw.slice(1) : raw;
  if (body[0] === "#") {
    const value = unquoted(body.slice(1));
    return value !== null && /^\p{Alphabetic}/u.test(value) ? { key: "tag", value, out } : null;
  }
  const colon = body.indexOf(":");
  if (colon < 0) return null;
  const value = unquoted(body.slice(colon + 1));
  if (value === null || !folded(value)) return null;
  const key = body.slice(0, colon).toLowerCase();
  switch (key) {
    case "category":
    case "tag":
    case "in":
      return { key: LIST_OF[key]!, value, out };
    case "type":
    case "runtime": {
      const type = typeNamed(value);
      return type ? { key: "skill_type", value: type, out } : null;
    }
    case "is": {
      const badge = BADGES.find((known) => known === value.toLowerCase()) ?? BADGE_WORDS[value.toLowerCase()];
      return badge ? { key: "is", value: badge, out } : null;
    }
    case "has":
      return value.toLowerCase() === "packages" ? { key: "has_packages", value: !out } : null;
    case "author":
      return out ? null : { key: "author", value };
    case "rating":
      return compared(value, out, rating, "min_rating", "below_rating") as Token | null;
    case "updated":
    case "since":
      return compared(value, out, date, "updated_since", "updated_before") as Token | null;
    case "sort": {
      const sort = SORTS.find((known) => known === value.toLowerCase());
      return sort && !out ? { key: "sort", value: sort } : null;
    }
    default:
      return null;
  }
}

/** A type by any of its names. */
function typeNamed(name: string): SkillType | undefined {
  const word = name.trim().toLowerCase();
  return TYPES.find((known) => known === word) ?? (Object.hasOwn(TYPE_WORDS, word) ? TYPE_WORDS[word] : undefined);
}

/** Without what is at least so much is what is less; `-` and `<` together mean nothing. */
function compared<T>(value: string, out: boolean, read: (text: string) => T | null, least: string, below: string) {
  const less = value[0] === "<";
  if (less && out) return null;
  const of = read(less ? value.slice(1) : value);
  return of === null ? null : { key: less || out ? below : least, value: of };
}

const atLeast = (value: string) => value.replace(/^(?:>=|≥)/, "").trim();

function rating(value: string): number | null {
  const digits = atLeast(value).replace(/\+$/, "");
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(digits)) return null;
  const stars = Number(digits);
  return stars <= 5 ? stars : null;
}

function date(value: string): string | null {
  const day = atLeast(value);
  return /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/i.test(day) && !Number.isNaN(Date.parse(day)) ? day : null;
}

/** The conditions in the order in which they are written and shown. */
export function conditions(filters: Filters): Condition[] {
  const all: Condition[] = [];
  for (const key of LISTS) {
    for (const value of choice(filters, key).include) all.push({ key, value, out: false });
    for (const value of choice(filters, key).exclude) all.push({ key, value, out: true });
  }
  for (const key of [
    "author",
    "min_rating",
    "below_rating",
    "updated_since",
    "updated_before",
    "has_packages",
  ] as const)
    if (filters[key] !== undefined) all.push({ key, value: filters[key] } as Condition);
  return all;
}

/** The filters with one condition more. Of two ratings or dates of one kind the stricter holds. */
export function withCondition(filters: Filters, condition: Condition): Filters {
  if ("out" in condition) {
    const { include, exclude } = choice(filters, condition.key);
    const list = condition.out ? exclude : include;
    if (list.some((known) => same(known, condition.value))) return filters;
    const longer = [...list, condition.value];
    return {
      ...filters,
      [condition.key]: condition.out ? { include, exclude: longer } : { include: longer, exclude },
    };
  }
  const { key, value } = condition;
  const now = filters[key];
  const size = (of: string | number | boolean) => (typeof of === "string" ? Date.parse(of) : Number(of));
  const weaker =
    now !== undefined &&
    (key === "min_rating" || key === "updated_since"
      ? size(value) <= size(now)
      : (key === "below_rating" || key === "updated_before") && size(value) >= size(now));
  return weaker ? filters : { ...filters, [key]: value };
}

/** What a line of text asks for, beside what is asked for already. */
export function readQuery(text: string, beside: Filters = noFilters(), sort?: Sort): Search {
  const words: string[] = [];
  let filters = beside;
  let written: Sort | undefined;
  for (const { raw, token } of chunks(text)) {
    if (!token) words.push(raw);
    else if (token.key === "sort") written = token.value;
    else filters = withCondition(filters, token);
  }
  return { words: words.join(" "), filters, sort: sort ?? written ?? "relevance" };
}

/** A search as one line of text: reading it again gives the same search. */
export function writeQuery({ words, filters, sort }: Search): string {
  const tokens: string[] = conditions(filters).map(written);
  if (sort !== "relevance") tokens.push(written({ key: "sort", value: sort }));
  // Words last: an opening quote among them must not swallow a token.
  if (words) tokens.push(words);
  return tokens.join(" ");
}

/** A token as it is written. */
export function written(token: Token): string {
  switch (token.key) {
    case "min_rating":
      return `rating:>=${token.value}`;
    case "below_rating":
      return `rating:<${token.value}`;
    case "updated_since":
      return `updated:${quoted(`>=${token.value}`)}`;
    case "updated_before":
      return `updated:${quoted(`<${token.value}`)}`;
    case "has_packages":
      return `${token.value ? "" : "-"}has:packages`;
    case "author":
    case "sort":
      return `${token.key}:${quoted(token.value)}`;
    default:
      return `${token.out ? "-" : ""}${WORD_OF[token.key]}:${quoted(token.value)}`;
  }
}

function quoted(value: string): string {
  if (!SPACE.test(value) && !value.includes('"')) return value;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
