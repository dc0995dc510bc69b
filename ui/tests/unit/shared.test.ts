import { afterEach, describe, expect, it } from "vitest";

import { ago, bytes, duration, number, rating, until } from "../../src/shared/i18n/format";
import { readLocale } from "../../src/generated/messages";
import { language } from "../../src/shared/i18n/index.svelte";
import { pieces } from "../../src/shared/marks";
import { reveal, visible } from "../../src/shared/window";

describe("the window on a long list", () => {
  it("draws at most a hundred rows however tall the window and long the list", () => {
    for (const rowHeight of [40, 54]) {
      for (const viewport of [0, 500, 2160, 8000]) {
        const { first, end } = visible(2_000_000, viewport, rowHeight, 100_000);
        expect(end - first).toBeLessThanOrEqual(100);
      }
    }
  });

  it("covers every row in view at the top, in the middle and at the end", () => {
    const total = 1000;
    for (const top of [0, 54, 333, 27_000, total * 54 - 700]) {
      const { first, end } = visible(top, 700, 54, total);
      expect(first).toBeLessThanOrEqual(Math.floor(top / 54));
      expect(end).toBeGreaterThanOrEqual(Math.min(total, Math.ceil((top + 700) / 54)));
    }
  });

  it("has nothing to draw for an empty list and all of a short one", () => {
    expect(visible(0, 700, 54, 0)).toEqual({ first: 0, end: 0 });
    expect(visible(0, 700, 54, 3)).toEqual({ first: 0, end: 3 });
    expect(visible(9999, 700, 54, 3).end, "scrolled past the end of a list that shrank").toBe(3);
  });

  it("scrolls only as far as a row needs to be whole", () => {
    expect(reveal(5, 0, 700, 54), "in view already").toBe(0);
    expect(reveal(20, 0, 700, 54)).toBe(21 * 54 - 700);
    expect(reveal(3, 700, 700, 54)).toBe(3 * 54);
  });
});

describe("marks", () => {
  it("cut a text at its spans", () => {
    expect(pieces("Bear Notes", [[5, 9]])).toEqual([
      { part: "Bear ", marked: false },
      { part: "Note", marked: true },
      { part: "s", marked: false },
    ]);
  });

  it("lose and repeat no character, whatever spans come", () => {
    const text = "日本語 notes";
    const spans: [number, number][][] = [
      [],
      [[0, 99]],
      [
        [4, 6],
        [2, 5],
      ],
      [[3, 3]],
      [[7, 2]],
      [
        [0, 2],
        [0, 2],
      ],
      [[50, 60]],
    ];
    for (const marks of spans)
      expect(
        pieces(text, marks)
          .map(({ part }) => part)
          .join(""),
      ).toBe(text);
  });
});

describe("numbers and times", () => {
  afterEach(() => {
    language.current = "en";
  });
  const NOW = Date.parse("2026-11-22T12:00:00Z");

  it("are written as the language writes them", async () => {
    expect([number(1508), rating(4), bytes(18_432), duration(320)]).toEqual(["1,508", "4.0", "18.4 kB", "0.3\u00a0s"]);
    await readLocale("de");
    language.current = "de";
    expect([number(1508), rating(4), ago(NOW - 3 * 86_400_000, NOW)]).toEqual(["1.508", "4,0", "vor 3 Tagen"]);
  });

  it("never put what happened into the future, nor what is due into the past", () => {
    expect(ago(NOW + 30_000, NOW), "the page's clock is up to a minute behind").toBe("just now");
    expect(until(NOW - 5000, NOW)).toBe("in under a minute");
    expect(until(NOW + 61_000, NOW), "rounded up").toBe("in 2 min");
  });

  it("become a date after 30 days, with the year where it is another", () => {
    expect(ago(Date.parse("2026-01-07T12:00:00Z"), NOW)).toBe("7 Jan");
    expect(ago(Date.parse("2025-01-07T12:00:00Z"), NOW)).toBe("7 Jan 2025");
  });
});
