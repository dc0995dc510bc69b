import { describe, expect, it } from "vitest";

import { elsewhere } from "../../src/shared/markdown/render";
import { parts } from "../../src/shared/ui/links";
import { pieces, spelled } from "../../src/shared/unseen";

const marks = (text: string) => pieces(text).flatMap(({ mark }) => mark ?? []);

describe("characters that are not seen", () => {
  it("are cut out by name, and the text stays what it was", () => {
    const text = "a\u202Eb\u200Bc\u{E0041}d\uFEFFe\u2066";
    expect(marks(text)).toEqual(["U+202E", "U+200B", "U+E0041", "U+FEFF", "U+2066"]);
    expect(pieces(text).map(({ text }) => text).join("")).toBe(text); // prettier-ignore
    expect(spelled("x\u202Ey")).toBe("x[U+202E]y");
  });

  it("are left where a script or an emoji needs them", () => {
    for (const text of [
      "👩\u200D💻 👨\u200D👩\u200D👧",
      "❤\uFE0F 1\uFE0F\u20E3",
      "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
      "می\u200Cخواهم",
      "क\u094D\u200Dष",
      "עברית \u200F(abc)\u200E",
      "ไทย\u200Bไทย",
      "\uFEFFfirst",
      "soft\u00ADhyphen",
      "葛\u{E0100}",
      "plain",
    ])
      expect([text, marks(text)]).toEqual([text, []]);
  });

  it("are found in a name that Hebrew cannot excuse", () => expect(marks("עברית \u202Egnp")).toEqual(["U+202E"]));
});

describe("an address", () => {
  it("is cut at its host, whatever stands before and behind it", () => {
    expect(parts("https://docs.example/a?b")).toMatchObject({
      before: "https://",
      host: "docs.example",
      after: "/a?b",
    });
    expect(parts("https://good.example@evil.example/")).toMatchObject({ host: "evil.example", script: false });
    expect(parts("https://pаypal.example/")).toMatchObject({ host: "pаypal.example", script: true });
    expect(parts("https://a.example/\u200B").unseen).toBe(true);
    expect(parts("mailto:a@b.example")).toMatchObject({ host: "" });
  });

  it("is told from the one its link is written as", () => {
    expect(elsewhere("https://bank.example", "https://evil.example/x")).toBe("evil.example");
    expect(elsewhere("bank.example/login", "https://evil.example")).toBe("evil.example");
    expect(elsewhere("www.bank.example", "https://bank.example/x")).toBeNull();
    expect(elsewhere("Read more", "https://evil.example")).toBeNull();
    expect(elsewhere("Version 2.0", "https://evil.example")).toBeNull();
  });
});
