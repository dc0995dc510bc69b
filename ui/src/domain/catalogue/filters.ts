/** The filters of a search as values: what a facet's next state is, and taking a condition out of a query. */
import {
  choice,
  chunks,
  conditions,
  noFilters,
  same,
  withCondition,
  type Condition,
  type Filters,
  type ListKey,
} from "../../ipc";

export { conditions as chips, noFilters, type Condition as Chip, type ListKey };
export type FacetState = "off" | "in" | "out";

/** The two halves of a query that conditions can stand in: chosen, or written as tokens. */
export interface Asked {
  text: string;
  filters: Filters;
}

export function facetState(filters: Filters, key: ListKey, value: string): FacetState {
  const { include, exclude } = choice(filters, key);
  const is = (known: string) => same(known, value);
  return include.some(is) ? "in" : exclude.some(is) ? "out" : "off";
}

const NEXT: Record<FacetState, FacetState> = { off: "in", in: "out", out: "off" };

/** Off → include → exclude → off; or exclude, asked for directly, and off again. */
export function nextState(now: FacetState, to: "next" | "out"): FacetState {
  return to === "next" ? NEXT[now] : now === "out" ? "off" : "out";
}

export function isEmpty(filters: Filters): boolean {
  return conditions(filters).length === 0;
}

/** The pairs of conditions that are one facet: at least so much, and less than that. */
const BELOW = { min_rating: "below_rating", updated_since: "updated_before" } as const;

/** A query in which a value of a list is wanted, unwanted or neither, wherever that was said before. */
export function withFacet(asked: Asked, key: ListKey, value: string, state: FacetState): Asked {
  let left = asked;
  for (const out of [false, true]) left = without(left, { key, value, out }) ?? left;
  return state === "off"
    ? left
    : { ...left, filters: withCondition(left.filters, { key, value, out: state === "out" }) };
}

/** The same for a threshold: at least so much, less than that, or neither. */
export function withThreshold<K extends keyof typeof BELOW>(
  asked: Asked,
  key: K,
  value: NonNullable<Filters[K]>,
  state: FacetState,
): Asked {
  let left = asked;
  for (const one of [key, BELOW[key]]) left = without(left, { key: one, value } as Condition) ?? left;
  if (state === "off") return left;
  return { ...left, filters: { ...left.filters, [state === "in" ? key : BELOW[key]]: value } };
}

export function thresholdState<K extends keyof typeof BELOW>(
  filters: Filters,
  key: K,
  value: NonNullable<Filters[K]>,
): FacetState {
  return filters[key] === value ? "in" : filters[BELOW[key]] === value ? "out" : "off";
}

/** The same for packages: with, without, or both. */
export function withPackages(asked: Asked, state: FacetState): Asked {
  const left = without(asked, { key: "has_packages", value: true }) ?? asked;
  return state === "off" ? left : { ...left, filters: { ...left.filters, has_packages: state === "in" } };
}

/**
 * A query without one condition, wherever that condition stands: among the chosen filters or as a token
 * in the text. `null` when it is in neither, so that no chip offers a removal that does nothing.
 */
export function without({ text, filters }: Asked, chip: Condition): Asked | null {
  const left = withoutFilter(filters, chip);
  const words = withoutTokens(text, chip);
  return left === filters && words === text ? null : { text: words, filters: left };
}

function withoutFilter(filters: Filters, chip: Condition): Filters {
  if ("out" in chip) {
    const now = choice(filters, chip.key);
    const side = chip.out ? "exclude" : "include";
    const rest = now[side].filter((one) => !same(one, chip.value));
    return rest.length === now[side].length ? filters : { ...filters, [chip.key]: { ...now, [side]: rest } };
  }
  if (filters[chip.key] === undefined) return filters;
  const { [chip.key]: _, ...rest } = filters;
  return rest as Filters;
}

/** Of ratings, dates and authors every token goes: it is together that they made the chip. */
function withoutTokens(text: string, chip: Condition): string {
  const all = chunks(text);
  const left = all.filter(({ token }) => {
    if (token?.key !== chip.key) return true;
    return "out" in token && "out" in chip && !(token.out === chip.out && same(token.value, chip.value));
  });
  return left.length === all.length ? text : left.map(({ raw }) => raw).join(" ");
}
