import { describe, expect, it } from "vitest";

import { chips, cycled, facetState, isEmpty, noFilters, withFacet, without } from "../../src/domain/catalogue/filters";

describe("filters", () => {
  it("cycle a facet from off to included to excluded and back", () => {
    let filters = noFilters();
    const states = [1, 2, 3].map(() => {
      filters = cycled(filters, "category", "data");
      return facetState(filters, "category", "data");
    });
    expect(states).toEqual(["in", "out", "off"]);
    expect(isEmpty(filters), "going round leaves nothing behind").toBe(true);
  });

  it("leave the filters they are made from as they were", () => {
    const before = noFilters();
    withFacet(before, "tag", "pdf", "in");
    expect(isEmpty(before)).toBe(true);
  });

  it("are each one chip", () => {
    const filters = {
      ...withFacet(withFacet(noFilters(), "tag", "pdf", "in"), "category", "finance", "out"),
      min_rating: 4,
    };
    expect(chips(filters)).toEqual([
      { key: "category", value: "finance", out: true },
      { key: "tag", value: "pdf", out: false },
      { key: "min_rating", value: 4 },
    ]);
  });
});

describe("taking a condition off", () => {
  const gone = (text: string, chip: Parameters<typeof without>[2]) => without(text, noFilters(), chip)?.text;

  it("takes the token out of the text and leaves the words", () => {
    expect(gone("notes tag:pdf daily", { key: "tag", value: "pdf", out: false })).toBe("notes daily");
    expect(gone("tag:pdf", { key: "tag", value: "pdf", out: false })).toBe("");
    expect(gone("notes -tag:pdf", { key: "tag", value: "pdf", out: true })).toBe("notes");
    expect(gone('notes category:"data science"', { key: "category", value: "data science", out: false })).toBe("notes");
    expect(gone("rating:>=4 notes", { key: "min_rating", value: 4 })).toBe("notes");
  });

  it("knows the short words for types", () => {
    for (const word of ["python", "python_code", "Python"]) {
      expect(gone(`type:${word} x`, { key: "skill_type", value: "python_code", out: false })).toBe("x");
    }
  });

  it("does not take a wanted tag for an unwanted one, nor a part of a longer one", () => {
    expect(gone("-tag:pdf", { key: "tag", value: "pdf", out: false })).toBeUndefined();
    expect(gone("tag:pdfs", { key: "tag", value: "pdf", out: false })).toBeUndefined();
  });

  it("takes a chosen filter off and keeps the text", () => {
    const filters = withFacet({ ...noFilters(), min_rating: 3 }, "is", "favourite", "in");
    expect(without("is it", filters, { key: "is", value: "favourite", out: false })).toEqual({
      text: "is it",
      filters: { ...noFilters(), min_rating: 3 },
    });
    expect(without("", filters, { key: "min_rating", value: 3 })?.filters.min_rating).toBeUndefined();
  });
});
