import { describe, expect, it } from "vitest";

import { isBare, matches, shown, type Press } from "../../src/domain/palette/keys";
import { plain, rank } from "../../src/domain/palette/rank";

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("a shortcut", () => {
  it("is met by its own keys only", () => {
    expect(matches("mod+k", press("k", { ctrlKey: true }))).toBe(true);
    expect(matches("mod+k", press("K", { metaKey: true }))).toBe(true);
    expect(matches("mod+k", press("k"))).toBe(false);
    expect(matches("mod+k", press("k", { ctrlKey: true, altKey: true }))).toBe(false);
    expect(matches("mod+k", press("k", { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(matches("?", press("?", { shiftKey: true }))).toBe(true);
    expect(matches("?", press("?", { ctrlKey: true }))).toBe(false);
    expect(matches("mod+,", press(",", { ctrlKey: true }))).toBe(true);
  });

  it("is shown as the keyboard has it", () => {
    expect(shown("mod+k", false)).toBe("Ctrl K");
    expect(shown("mod+k", true)).toBe("⌘K");
    expect(shown("?", true)).toBe("?");
    expect([isBare("?"), isBare("mod+1")]).toEqual([true, false]);
  });
});

describe("the rank of a name", () => {
  const order = (typed: string, names: string[]) =>
    names.filter((name) => rank(typed, name) > 0).sort((a, b) => rank(typed, b) - rank(typed, a));

  it("is highest where it begins so, then a word of it, then anywhere, then its initials", () => {
    expect(order("sy", ["Busy Bee", "Open Sync", "Sync now", "Say Yes"])).toEqual([
      "Sync now",
      "Open Sync",
      "Busy Bee",
      "Say Yes",
    ]);
  });

  it("needs every word, in any order", () => {
    expect(rank("contrast theme", "Theme: High contrast")).toBeGreaterThan(0);
    expect(rank("contrast zebra", "Theme: High contrast")).toBe(0);
    expect(rank("  ", "Theme")).toBe(0);
  });

  it("looks past case and marks, and finds other words last", () => {
    expect(plain("Übersicht É")).toBe("ubersicht e");
    expect(rank("uber", "Übersicht")).toBeGreaterThan(5);
    expect(rank("exit", "Quit", "exit")).toBe(1 + 1 / 6);
  });
});
