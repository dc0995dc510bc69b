/** The language of the search field: the one that the engine speaks, and read back as it was written. */
import { describe, expect, it } from "vitest";

import golden from "../../../src-tauri/engine/tests/golden/tokens.json";
import { chips, without } from "../../src/domain/catalogue/filters";
import type { Filters } from "../../src/ipc/bindings";
import { BADGES, chunks, finished, LISTS, noFilters, readQuery, SORTS, TYPES, withCondition, written, writeQuery, type Condition, type Search } from "../../src/ipc/query"; // prettier-ignore

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}

const NAMES = ["pdf", "Smart Home", 'say "so"', "back\\slash", "c#", "tag:odd", "-minus", "ä ö", "日本語", "#x", 'a\\"b c', "<4"]; // prettier-ignore
const WORDS = ["", "lamp", "two words", '"a phrase"', "c++ x:y", "rating:good", '"', "-", '"left open'];

function random(roll: (below: number) => number): Search {
  let filters = noFilters();
  const name = () => NAMES[roll(NAMES.length)]!;
  for (let left = roll(7); left > 0; left--) {
    const key = LISTS[roll(LISTS.length)]!;
    const value = key === "skill_type" ? TYPES[roll(4)]! : key === "is" ? BADGES[roll(7)]! : name();
    filters = withCondition(filters, { key, value, out: roll(3) === 0 });
  }
  const day = () => `20${20 + roll(7)}-0${1 + roll(9)}-1${roll(10)}${roll(2) ? "" : "T08:30:00Z"}`;
  const some: Partial<Filters> = {};
  if (roll(3) === 0) some.author = name();
  if (roll(3) === 0) some.min_rating = roll(11) / 2;
  if (roll(4) === 0) some.below_rating = roll(11) / 2;
  if (roll(3) === 0) some.updated_since = day();
  if (roll(4) === 0) some.updated_before = day();
  if (roll(3) === 0) some.has_packages = roll(2) === 0;
  return { words: WORDS[roll(WORDS.length)]!, filters: { ...filters, ...some }, sort: SORTS[roll(SORTS.length)]! };
}

describe("the language of the search field", () => {
  it.each(golden)("reads and writes $text as the engine does", ({ text, words, filters, sort, written }) => {
    const read = readQuery(text);
    expect(read).toEqual({ words, filters, sort });
    expect(writeQuery(read)).toBe(written);
  });

  it("reads back every search that it writes, and each of its chips", () => {
    const roll = dice(7);
    for (let round = 0; round < 500; round++) {
      const search = random(roll);
      const text = writeQuery(search);
      const read = readQuery(text);
      expect(read, text).toEqual(search);
      expect(writeQuery(read)).toBe(text);
      for (const chip of chips(search.filters)) {
        const [only, ...none] = chunks(written(chip));
        expect(only?.token, written(chip)).toEqual(chip);
        expect(none).toEqual([]);
      }
    }
  });

  it("takes exactly the asked-for chip out of a written search", () => {
    const roll = dice(11);
    for (let round = 0; round < 500; round++) {
      const search = random(roll);
      const all = chips(search.filters);
      if (!all.length) continue;
      const chip: Condition = all[roll(all.length)]!;
      const left = without({ text: writeQuery(search), filters: noFilters() }, chip)!;
      const rest = chips(readQuery(left.text, left.filters).filters);
      expect(rest, `${writeQuery(search)} without ${written(chip)}`).toEqual(all.filter((one) => one !== chip));
    }
  });

  it("knows a token that is still being typed from words", () => {
    for (const text of ["lamp tag:", "lamp -in:", "lamp is:fav", 'lamp in:"', "lamp rating:>=", "lamp sort:most"])
      expect(finished(text), text).toBe("lamp");
    for (const text of ["tag:pdf", "lamp", "is:nice", "http:", "tag: lamp", "is:fav lamp", "a:b", ""])
      expect(finished(text), text).toBe(text);
  });

  it("takes anything that can be typed, and loses not a letter of the words", () => {
    const roll = dice(23);
    const parts = ["tag:", "-", '"', "\\", " ", "#", "rating:>=4", "in:", "is:stale", "a", "ü", "\u0000", ":", "<", "since:2026-01-01", "sort:name"]; // prettier-ignore
    for (let round = 0; round < 1000; round++) {
      const text = Array.from({ length: roll(12) }, () => parts[roll(parts.length)]).join("");
      const all = chunks(text);
      // eslint-disable-next-line no-control-regex -- control characters part words, as in the engine
      const letters = (of: string) => of.replace(/[\s\u0000]/g, "");
      expect(letters(all.map(({ raw }) => raw).join(""))).toBe(letters(text));
      const read = readQuery(text);
      expect(readQuery(writeQuery(read)), JSON.stringify(text)).toEqual(read);
    }
  });
});
