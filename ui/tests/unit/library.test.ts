import { describe, expect, it } from "vitest";

import type { DiffItem } from "../../src/ipc";
import { fieldsOf, split, unfolded, unified } from "../../src/domain/diff/rows";
import { changed, emptyForm, entries, formOf, valuesOf } from "../../src/domain/library/fields";
import { compare } from "../../src/ipc/fake/compare";

const code = (before: string, after: string) => compare({ code: before }, { code: after });

describe("a form", () => {
  const form = formOf({
    fields: {
      name: { kind: "text", text: "Tide" },
      category: { kind: "text", text: "science" },
      tags: { kind: "list", items: ["sea", "moon"] },
      python_packages: { kind: "list", items: ["httpx>=0.27,<1", "rich"] },
      metadata: { kind: "json", text: '{\n  "n": 9007199254740993\n}' },
      code: { kind: "text", text: "x\n" },
    },
  });

  it("has nothing to save until something is typed", () => {
    expect(changed(form, form.texts)).toEqual({});
    expect(valuesOf(form, form.texts, false)).toEqual({});
  });

  it("saves what was changed, and JSON exactly as it was written", () => {
    const texts = { ...form.texts, metadata: '{ "n": 9007199254740995 }', tags: "sea,  stars, " };
    expect(valuesOf(form, texts, false)).toEqual({
      metadata: '{ "n": 9007199254740995 }',
      tags: '["sea","stars"]',
    });
  });

  it("keeps a comma inside of a requirement and inside of a tag", () => {
    expect(form.texts.python_packages).toBe("httpx>=0.27,<1\nrich");
    expect(entries("python_packages", form.texts.python_packages)).toEqual(["httpx>=0.27,<1", "rich"]);
    for (const items of [["a, b"], ["a, b", "c"], ["a"], ["a", "b"], []]) {
      const { texts } = formOf({ fields: { tags: { kind: "list", items } } });
      expect(entries("tags", texts.tags), texts.tags).toEqual(items);
    }
  });

  it("takes a field away where nothing is left of it", () => {
    const texts = { ...form.texts, category: " ", metadata: "", code: "" };
    expect(valuesOf(form, texts, false)).toEqual({ category: "null", metadata: "null", code: '""' });
  });

  it("says of a new skill what it is, how it runs, and that it has no name yet", () => {
    const { texts } = emptyForm();
    expect(valuesOf(emptyForm(), texts, true)).toEqual({
      name: '""',
      version: '"1.0.0"',
      skill_type: '"prompt_only"',
      command: '"prompt"',
    });
    expect(valuesOf(emptyForm(), { ...texts, skill_type: "python_code" }, true)["command"]).toBe('"python"');
  });
});

describe("a comparison", () => {
  const items = code("a\nold one\nold two\nz\n", "a\nnew one\nz\n");

  it("is cut where fields begin", () => {
    const two = compare({ name: "A", tags: ["x"] }, { name: "B", tags: [] });
    expect(fieldsOf(two).map(({ name, change, items }) => [name, change, items.length])).toEqual([
      ["name", "changed", 1],
      ["tags", "removed", 1],
    ]);
  });

  it("shows what is gone above what is new in one column", () => {
    const rows = unified(fieldsOf(items)[0]!.items);
    expect(rows.map((row) => ("line" in row ? row.line.sign + row.line.text : ""))).toEqual([
      " a",
      "-old one",
      "-old two",
      "+new one",
      " z",
    ]);
  });

  it("shows both sides beside each other in two", () => {
    const rows = split(fieldsOf(items)[0]!.items);
    expect(rows.map((row) => ("left" in row ? [row.left?.text, row.right?.text] : []))).toEqual([
      ["a", "a"],
      ["old one", "new one"],
      ["old two", undefined],
      ["z", "z"],
    ]);
  });

  it("opens a fold where it stands, whole or as far as the lines came", () => {
    const many = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const folded = code([...many, "x"].join("\n"), [...many, "y"].join("\n"));
    const at = folded.findIndex(({ kind }) => kind === "fold");
    const fold = folded[at] as Extract<DiffItem, { kind: "fold" }>;
    const all = unfolded(folded, at, many.slice(0, fold.lines));
    expect(all.some(({ kind }) => kind === "fold")).toBe(false);
    expect(all.filter(({ kind }) => kind === "same")).toHaveLength(30);
    const some = unfolded(folded, at, many.slice(0, 5));
    expect(some.find(({ kind }) => kind === "fold")).toEqual({
      kind: "fold",
      before: fold.before + 5,
      after: fold.after + 5,
      lines: fold.lines - 5,
    });
  });
});
