import type { Badge, SkillType, Sort, Token } from "../../ipc";
import { date, number, rating } from "../../shared/i18n/format";
import { m } from "../../shared/i18n/index.svelte";
import type { Chip } from "./filters";
import type { Key } from "./suggest";

export const typeWord: Record<SkillType, () => string> = {
  prompt_only: m.type_prompt_only,
  python_code: m.type_python_code,
  nodejs_code: m.type_nodejs_code,
  other: m.type_other,
};

export const badgeWord: Record<Badge, () => string> = {
  installed: m.badge_installed,
  update: m.badge_update,
  favourite: m.badge_favourite,
  edited: m.badge_edited,
  local: m.badge_local,
  conflict: m.badge_conflict,
  stale: m.badge_stale,
  danger: m.badge_danger,
};

export const badgeTone: Record<Badge, string> = {
  installed: "good",
  update: "info",
  favourite: "",
  edited: "accent",
  local: "",
  conflict: "warn",
  stale: "",
  danger: "bad",
};

export const sortWord: Record<Sort, () => string> = {
  relevance: m.sort_relevance,
  rating: m.sort_rating,
  most_rated: m.sort_most_rated,
  newest: m.sort_newest,
  updated: m.sort_updated,
  name: m.sort_name,
};

const stars = (value: number) => (Number.isInteger(value) ? number(value) : rating(value));

export function chipWord(chip: Chip): string {
  switch (chip.key) {
    case "min_rating":
      return `★ ≥ ${stars(chip.value)}`;
    case "below_rating":
      return `★ < ${stars(chip.value)}`;
    case "updated_since":
      return m.chip_since({ date: date(Date.parse(chip.value), Date.now()) });
    case "updated_before":
      return m.chip_before({ date: date(Date.parse(chip.value), Date.now()) });
    case "author":
      return m.chip_author({ name: chip.value });
    case "collection":
      return m.chip_in({ name: chip.value });
    case "has_packages":
      return chip.value ? m.packages_yes() : m.packages_no();
    case "skill_type":
      return typeWord[chip.value as SkillType]?.() ?? chip.value;
    case "is":
      return badgeWord[chip.value as Badge]?.() ?? chip.value;
    case "tag":
      return `#${chip.value}`;
    default:
      return chip.value;
  }
}

/** What a key of a token asks for. */
export const keyWord: Record<Key, () => string> = {
  tag: m.key_tag,
  type: m.key_kind,
  category: m.key_category,
  author: m.key_author,
  rating: m.key_rating,
  is: m.key_is,
  in: m.key_in,
  has: m.key_has,
  updated: m.key_updated,
  sort: m.key_sort,
};

/** A token in words, beside its spelling. */
export function tokenWord(token: Token): string {
  if (token.key === "sort") return sortWord[token.value]();
  const name = chipWord(token);
  return "out" in token && token.out ? m.chip_not({ name }) : name;
}
