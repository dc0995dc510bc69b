import { describe, expect, it } from "vitest";

import { chips, facetState, nextState, thresholdState, withFacet, without, withPackages, withThreshold, type Asked } from "../../src/domain/catalogue/filters"; // prettier-ignore
import { noFilters, readQuery, type Condition } from "../../src/ipc/query";

const nothing = { text: "", filters: noFilters() };

describe("a facet", () => {
  it("goes off, included, excluded and off again, or straight to excluded and back", () => {
    let state = nextState("off", "next");
    expect(state).toBe("in");
    expect((state = nextState(state, "next"))).toBe("out");
    expect(nextState(state, "next")).toBe("off");
    expect([nextState("off", "out"), nextState("in", "out"), nextState("out", "out")]).toEqual(["out", "out", "off"]);
  });

  it("is never both wanted and unwanted", () => {
    let asked = nothing;
    for (const state of ["in", "out", "in", "off"] as const) {
      asked = withFacet(asked, "tag", "pdf", state);
      expect(facetState(asked.filters, "tag", "pdf")).toBe(state);
    }
    expect(chips(asked.filters)).toEqual([]);
  });

  it("takes its value out of the text where it stands there, whatever its case", () => {
    const asked = withFacet(
      { text: 'lamp tag:"Smart Home" -tag:pdf', filters: noFilters() },
      "tag",
      "smart home",
      "out",
    );
    expect(asked.text).toBe("lamp -tag:pdf");
    expect(asked.filters.tag).toEqual({ include: [], exclude: ["smart home"] });
  });

  it("of a threshold asks for at least so much, for less, or for neither", () => {
    const once = withThreshold({ text: "rating:>=2 x", filters: noFilters() }, "min_rating", 4, "in");
    expect([once.text, once.filters.min_rating]).toEqual(["x", 4]);
    const twice = withThreshold(once, "min_rating", 4, "out");
    expect([twice.filters.min_rating, twice.filters.below_rating]).toEqual([undefined, 4]);
    expect(thresholdState(twice.filters, "min_rating", 4)).toBe("out");
    expect(chips(withThreshold(twice, "min_rating", 4, "off").filters)).toEqual([]);
  });

  it("of packages asks for with, without, or both", () => {
    const without = withPackages({ text: "has:packages", filters: noFilters() }, "out");
    expect([without.text, without.filters.has_packages]).toEqual(["", false]);
    expect(withPackages(without, "off").filters.has_packages).toBeUndefined();
  });
});

describe("taking a condition off", () => {
  const gone = (text: string, chip: Condition) => without({ text, filters: noFilters() }, chip)?.text;

  it("finds it among the words, however it is spelt", () => {
    expect(gone("pdf rating:>=4 notes", { key: "min_rating", value: 4 })).toBe("pdf notes");
    expect(gone('-tag:"smart home" lamp', { key: "tag", value: "smart home", out: true })).toBe("lamp");
    expect(gone("#pdf x", { key: "tag", value: "pdf", out: false })).toBe("x");
    expect(gone("since:2026-01-01", { key: "updated_since", value: "2026-01-01" })).toBe("");
    expect(gone("author:lena x", { key: "author", value: "lena" })).toBe("x");
    expect(gone("is:modified x", { key: "is", value: "edited", out: false })).toBe("x");
    expect(gone("rating:3 rating:4 x", { key: "min_rating", value: 4 }), "both made the chip").toBe("x");
  });

  it("does not take a wanted tag for an unwanted one, nor a part of a longer one, nor one in quotes", () => {
    for (const text of ["-tag:pdf", "tag:pdfs", '"tag:pdf x"'])
      expect(gone(text, { key: "tag", value: "pdf", out: false })).toBeUndefined();
  });

  it("leaves every chip of a query, chosen or written, a way off", () => {
    const text =
      'a in:"To read" -is:local type:node author:x rating:<3 updated:<2026-01-01 -has:packages sort:name "b c"';
    let asked: Asked = { text, filters: { ...noFilters(), min_rating: 2, updated_since: "2025-01-01" } };
    for (const chip of chips(readQuery(asked.text, asked.filters).filters)) {
      const left = without(asked, chip);
      expect(left, JSON.stringify(chip)).not.toBeNull();
      asked = left!;
    }
    expect(asked).toEqual({ text: 'a sort:name "b c"', filters: noFilters() });
  });
});
