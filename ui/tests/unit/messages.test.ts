import { describe, expect, it } from "vitest";

import de from "../../messages/de.json";
import en from "../../messages/en.json";

type Catalogue = Record<string, string | Record<string, string>>;
const placeholders = (message: Catalogue[string] | undefined) =>
  [...new Set(JSON.stringify(message).match(/\{\w+\}/g) ?? [])].sort();

describe("the message catalogues", () => {
  it("have the same messages in every language", () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  });

  it("use the same values in every language", () => {
    for (const key of Object.keys(en)) {
      expect(placeholders((de as Catalogue)[key]), key).toEqual(placeholders((en as Catalogue)[key]));
    }
  });

  it("have a form for one and for many wherever they count", () => {
    for (const catalogue of [en, de] as Catalogue[]) {
      for (const [key, message] of Object.entries(catalogue)) {
        if (typeof message !== "string") expect(Object.keys(message), key).toEqual(["one", "other"]);
      }
    }
  });
});
