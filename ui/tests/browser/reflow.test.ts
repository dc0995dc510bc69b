/**
 * The page where there is little room: at twice its size in a usual window, and in the smallest window there is.
 * Nothing reaches beyond the edge, so that nobody scrolls sideways to read a line.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { page } from "vitest/browser";

import type { State } from "../../src/ipc/fake/states";
import { all, one, open } from "./harness";

beforeEach(() => localStorage.clear());

const WALK: [State, string, string?][] = [
  ["live", "discover"],
  ["empty", "discover"],
  ["offline", "discover"],
  ["live", "library"],
  ["live", "sync"],
  ["held", "sync"],
  ["live", "settings"],
  ["env-locked", "settings"],
  ["first-run", "discover"],
  ["first-run", "discover", "onboarding-connect"],
  ["config-invalid", "discover"],
];

/** 900 by 600, and 1280 by 800 at 200 %. */
const SIZES: [number, number][] = [
  [900, 600],
  [640, 400],
];

/** Whether it is a piece of a line, which the box around it cuts: its own box is as long as its text. */
function isCut(element: HTMLElement): boolean {
  if (getComputedStyle(element).display !== "inline") return false;
  let box = element.parentElement;
  while (box && getComputedStyle(box).display === "inline") box = box.parentElement;
  return !!box && ["hidden", "clip"].includes(getComputedStyle(box).overflowX);
}

/** What reaches beyond the window, or beyond a place that would have to be scrolled sideways. */
function beyond(): string[] {
  const wide = [...document.querySelectorAll<HTMLElement>("body *")].filter((element) => {
    if (!element.checkVisibility() || element.closest("svg, .hidden-text, [popover]")) return false;
    const { overflowX } = getComputedStyle(element);
    if ((overflowX === "auto" || overflowX === "scroll") && element.scrollWidth > element.clientWidth + 1)
      return !element.matches("pre, pre *, .markdown *, .cm-scroller");
    if (isCut(element)) return false;
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (right > innerWidth + 1 || left < -1);
  });
  return wide.map(
    (element) => `${element.tagName.toLowerCase()}.${element.className} ${element.textContent?.trim().slice(0, 40)}`,
  );
}

describe.each(SIZES)("in %i by %i", (width, height) => {
  it.each(WALK)("%s, %s %s: nothing reaches beyond the edge", async (state, view, door) => {
    await open({ state, view, rows: 10, narrow: true });
    await page.viewport(width, height);
    if (door) await one(door).click();
    else if (view === "settings") await expect.poll(() => all("setting-theme").length).toBe(1);
    expect(beyond()).toEqual([]);
  });

  it("a skill over its list: nothing reaches beyond the edge", async () => {
    await open({ rows: 10, narrow: true });
    await page.viewport(width, height);
    await one("search").fill("explain reader");
    await expect.poll(() => all("skill-row").length).toBe(1);
    all("skill-row")[0]!.click();
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Postgres Explain Reader");
    expect(beyond()).toEqual([]);
  });

  it("the palette fits, and its last entry can be reached", async () => {
    await open({ rows: 10, narrow: true });
    await page.viewport(width, height);
    dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, cancelable: true }));
    await expect.poll(() => all("palette-entry").length).toBeGreaterThan(5);
    expect(beyond()).toEqual([]);
    all("palette-entry").at(-1)!.scrollIntoView();
    expect(all("palette-entry").at(-1)!.getBoundingClientRect().bottom).toBeLessThanOrEqual(height);
  });
});
