/**
 * Every view in a language made of English: with accents, a third longer, and in brackets. What stands outside of the
 * brackets and is no data of the marketplace was written past the catalogues; what is wider than its place is cut off.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import en from "../../messages/en.json";
import type { FakeEngine } from "../../src/ipc/fake";
import type { State } from "../../src/ipc/fake/states";
import { catalogues } from "../../src/generated/messages";
import { all, answer, foreseen, one, open } from "./harness";

type Message = string | Record<string, string>;

const ACCENTS: Record<string, string> = { a: "á", e: "é", i: "í", o: "ó", u: "ú", n: "ñ", c: "ç", y: "ý", A: "Å", E: "É", O: "Ø", U: "Ü", S: "Š" }; // prettier-ignore

/** A text with accents, longer by more than a third, in brackets; what is filled in stays as it is. */
function pseudo(text: string): string {
  const accented = text
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith("{") ? part : part.replace(/[a-zA-Z]/g, (letter) => ACCENTS[letter] ?? letter)))
    .join("");
  const longer = Math.ceil(text.replace(/\{\w+\}/g, "").length * 0.35);
  return `⟦${accented}${"·".repeat(Math.min(longer, 60))}⟧`;
}

const english = { ...catalogues.en };
beforeAll(() => {
  for (const [key, message] of Object.entries(en as Record<string, Message>))
    catalogues.en[key] =
      typeof message === "string"
        ? pseudo(message)
        : Object.fromEntries(Object.entries(message).map(([form, text]) => [form, pseudo(text)]));
});
afterAll(() => Object.assign(catalogues.en, english));

const press = (keys: string) =>
  dispatchEvent(new KeyboardEvent("keydown", { key: keys, ctrlKey: keys === "k", bubbles: true, cancelable: true }));

const WALK: [State, string, string?, ((engine: FakeEngine) => Promise<void>)?][] = [
  ["live", "discover"],
  ["empty", "discover"],
  ["offline", "discover"],
  ["failed", "discover"],
  ["token-rejected", "discover"],
  ["live", "library"],
  ["live", "sync"],
  ["offline", "sync"],
  ["held", "sync"],
  ["partial", "sync"],
  ["live", "settings"],
  ["env-locked", "settings"],
  ["first-run", "discover"],
  ["first-run", "discover", "the form", async () => one("onboarding-connect").click()],
  ["config-invalid", "discover"],
  ["live", "discover", "the palette", async () => (press("k"), seen("palette"))],
  ["live", "discover", "the shortcuts", async () => (press("?"), seen("shortcuts"))],
  ["live", "discover", "closing", async (engine) => (engine.emit({ event: "close_asked" }), seen("close-quit"))],
  ["local-only", "settings", "a preview", async (engine) => {
    answer(engine, "preview", () => foreseen(4));
    await one("setting-ATOM_SAAS_ENABLED").click();
    await seen("preview-connect");
  }], // prettier-ignore
];

async function seen(hook: string) {
  await expect.poll(() => all(hook).length).toBeGreaterThan(0);
}

/** Where data is shown: what it says was said by the marketplace, the user or the program's environment. */
const DATA = [
  "[data-testid=skill-row]", "[data-testid=skill-detail]", "[data-testid^=facet-]", "[data-testid=search]", ".mono", ".num", "kbd",
  "time", "option", ".brand", "[data-testid=problem]", "[data-testid=link-missing]", "[data-testid=preview] b", ".data",
].join(", "); // prettier-ignore

function texts(): { text: string; element: Element }[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement!;
    const text = walker.currentNode.nodeValue!.trim();
    if (text && !element.closest("style, script") && element.checkVisibility()) found.push({ text, element });
  }
  return found;
}

/** Words that no catalogue said: letters outside of the brackets, where nothing but labels stands. */
function raw(): string[] {
  return texts()
    .filter(({ element }) => !element.closest(DATA))
    .map(({ text }) => text.replace(/⟦[^⟦⟧]*(⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧/g, ""))
    .filter((rest) => /\p{L}{2,}/u.test(rest));
}

/** Labels of controls and headings that are wider than their place. Lists of data say so with dots, by design. */
function cut(): string[] {
  const labels = [...document.querySelectorAll<HTMLElement>("button, label, h1, h2, h3, dt, .tag, p, select")];
  return labels
    .filter((label) => label.checkVisibility() && !label.closest(DATA) && label.clientWidth > 0)
    .filter((label) => !label.matches(".ellipsis, .hidden-text, .hidden-text *") && !label.querySelector(".ellipsis"))
    .filter((label) => label.scrollWidth > label.clientWidth + 1)
    .map((label) => `${label.tagName} ${label.textContent!.trim()} (${label.scrollWidth} in ${label.clientWidth})`);
}

describe.each([false, true])("in the made-up language, narrow: %s", (narrow) => {
  it.each(WALK)("%s, %s %s: every word is from a catalogue, and none is cut", async (state, view, _, act) => {
    const engine = await open({ state, view, rows: 10, narrow });
    await act?.(engine);
    expect(
      texts().some(({ text }) => text.includes("⟦")),
      "the language is in use",
    ).toBe(true);
    expect(raw()).toEqual([]);
    expect(cut()).toEqual([]);
  });
});
