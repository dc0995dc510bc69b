/** The filters of a search as values: cycling a facet, listing them as chips, taking a token out of the text. */
import type { Choice, Filters, SkillType } from "../../ipc";

export type ListKey = "category" | "skill_type" | "tag" | "is";
export type FacetState = "off" | "in" | "out";

const LISTS: readonly ListKey[] = ["category", "skill_type", "tag", "is"];
/** How the keys are spelt in the text of a query. */
const TOKENS: Record<ListKey, readonly string[]> = {
  category: ["category", "cat"],
  skill_type: ["type"],
  tag: ["tag"],
  is: ["is"],
};
const TYPE_WORDS: Record<SkillType, readonly string[]> = {
  prompt_only: ["prompt_only", "prompt"],
  python_code: ["python_code", "python"],
  nodejs_code: ["nodejs_code", "nodejs", "node"],
  other: ["other"],
};

export function noFilters(): Filters {
  const none = () => ({ include: [], exclude: [] });
  return { category: none(), skill_type: none(), tag: none(), is: none() };
}

function choice(filters: Filters, key: ListKey): Choice<string> {
  return filters[key] as Choice<string>;
}

export function facetState(filters: Filters, key: ListKey, value: string): FacetState {
  const { include, exclude } = choice(filters, key);
  return include.includes(value) ? "in" : exclude.includes(value) ? "out" : "off";
}

export function withFacet(filters: Filters, key: ListKey, value: string, state: FacetState): Filters {
  const without = (list: string[]) => list.filter((one) => one !== value);
  const include = without(choice(filters, key).include);
  const exclude = without(choice(filters, key).exclude);
  if (state === "in") include.push(value);
  if (state === "out") exclude.push(value);
  return { ...filters, [key]: { include, exclude } };
}

const NEXT: Record<FacetState, FacetState> = { off: "in", in: "out", out: "off" };

/** Off → include → exclude → off. */
export function cycled(filters: Filters, key: ListKey, value: string): Filters {
  return withFacet(filters, key, value, NEXT[facetState(filters, key, value)]);
}

export function isEmpty(filters: Filters): boolean {
  return chips(filters).length === 0;
}

/** One condition that is on. */
export type Chip =
  | { key: ListKey; value: string; out: boolean }
  | { key: "min_rating"; value: number }
  | { key: "updated_since"; value: string }
  | { key: "has_packages"; value: boolean };

export function chips(filters: Filters): Chip[] {
  const out: Chip[] = [];
  for (const key of LISTS) {
    for (const value of choice(filters, key).include) out.push({ key, value, out: false });
    for (const value of choice(filters, key).exclude) out.push({ key, value, out: true });
  }
  if (filters.min_rating !== undefined) out.push({ key: "min_rating", value: filters.min_rating });
  if (filters.updated_since !== undefined) out.push({ key: "updated_since", value: filters.updated_since });
  if (filters.has_packages !== undefined) out.push({ key: "has_packages", value: filters.has_packages });
  return out;
}

/**
 * A query without one condition, wherever that condition stands: among the chosen filters or as a token
 * in the text. `null` when it is in neither, so that no chip offers a removal that does nothing.
 */
export function without(text: string, filters: Filters, chip: Chip): { text: string; filters: Filters } | null {
  const left = withoutFilter(filters, chip);
  const words = withoutToken(text, chip);
  return left === filters && words === text ? null : { text: words, filters: left };
}

function withoutFilter(filters: Filters, chip: Chip): Filters {
  if ("out" in chip) {
    return facetState(filters, chip.key, chip.value) === "off"
      ? filters
      : withFacet(filters, chip.key, chip.value, "off");
  }
  if (filters[chip.key] === undefined) return filters;
  const { [chip.key]: _, ...rest } = filters;
  return rest as Filters;
}

function withoutToken(text: string, chip: Chip): string {
  const token = tokenPattern(chip);
  const left = text
    .replace(token, " ")
    .replace(/\s{2,}/g, " ")
    .trim();
  return token.test(text) ? left : text;
}

function tokenPattern(chip: Chip): RegExp {
  const escape = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = (body: string) => new RegExp(`(?:^|\\s)${body}(?=\\s|$)`, "i");
  switch (chip.key) {
    case "min_rating":
      return pattern("rating:\\S+");
    case "updated_since":
      return pattern("(?:updated|since):\\S+");
    case "has_packages":
      return pattern("-?(?:has:packages|packages:\\S+)");
    default: {
      const values = chip.key === "skill_type" ? TYPE_WORDS[chip.value as SkillType] : [chip.value];
      const value = values.map(escape).join("|");
      return pattern(`${chip.out ? "-" : ""}(?:${TOKENS[chip.key].join("|")}):(?:"(?:${value})"|(?:${value}))`);
    }
  }
}
