import { describe, expect, it } from "vitest";

import { suggest, taken, type Sources } from "../../src/domain/catalogue/suggest";

const sources: Sources = {
  facets: {
    category: { data: 3, devtools: 8 },
    skill_type: { python_code: 5 },
    tag: { pdf: 9, "smart home": 2, postgres: 1 },
    is: { favourite: 4 },
    min_rating: { "4": 7, "3": 9, "2": 9 },
    has_packages: 6,
    collection: { "To read": 2 },
    updated: { "7": 1, "30": 2, "365": 3 },
  },
  categories: ["data", "devtools", "media"],
  collections: ["Meetings", "To read"],
  saved: [{ id: 1, name: "Good notes", query: "rating:>=4 notes", sort: "relevance" }],
  now: Date.parse("2026-11-23T12:00:00Z"),
};
const offered = (text: string, caret = text.length) => suggest(text, caret, sources).map((one) => one.text);

describe("what the search field offers", () => {
  it("is nothing for plain words", () => {
    for (const text of ["", "p", "notes", "a", "smart home", '"ta', "x "]) expect(offered(text), text).toEqual([]);
  });

  it("is the keys that begin like the word, excluded where that can be", () => {
    expect(offered("ta")).toEqual(["tag:"]);
    expect(offered("lamp -ta")).toEqual(["-tag:"]);
    expect(offered("-so")).toEqual([]);
  });

  it("is the values of a key, most first, in quotes where they need them", () => {
    expect(offered("tag:")).toEqual(["tag:pdf", 'tag:"smart home"', "tag:postgres"]);
    expect(offered("#p")).toEqual(["tag:pdf", "tag:postgres"]);
    expect(offered('tag:"smart h')).toEqual([]);
    expect(offered('-tag:"ho')).toEqual(['-tag:"smart home"']);
    expect(offered("category:")).toEqual(["category:devtools", "category:data", "category:media"]);
    expect(offered("in:to")).toEqual(['in:"To read"']);
    expect(offered("is:fav")).toEqual(["is:favourite"]);
    expect(offered("rating:<")).toEqual(["rating:<4", "rating:<3", "rating:<2"]);
    expect(offered("updated:")).toEqual(["updated:>=2026-11-16", "updated:>=2026-10-24", "updated:>=2025-11-23"]);
    expect(offered("-has:")).toEqual(["-has:packages"]);
    expect(offered("sort:most")).toEqual(["sort:most_rated"]);
  });

  it("is a saved search by the beginning of its name", () => {
    expect(offered("good")).toEqual(["rating:>=4 notes"]);
  });

  it("takes the place of what was typed, and puts the caret behind it", () => {
    const text = "lamp tag:sm rest";
    const [offer] = suggest(text, 11, sources);
    expect(taken(text, offer!)).toEqual({ text: 'lamp tag:"smart home" rest', caret: 22 });
    const [key] = suggest("lamp ta rest", 7, sources);
    expect(taken("lamp ta rest", key!)).toEqual({ text: "lamp tag: rest", caret: 9 });
  });
});
