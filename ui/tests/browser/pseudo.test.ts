/**
 * Every view in a language made of English: with accents, a third longer, and in brackets. What stands outside of the
 * brackets and is no data of the marketplace was written past the catalogues; what is wider than its place is cut off.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import en from "../../messages/en.json";
import { FakeEngine } from "../../src/ipc/fake";
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
    answers.push(foreseen(4));
      answer(engine, "preview", () => foreseen(4));
    await one("setting-ATOM_SAAS_ENABLED").click();
    await seen("preview-connect");
  }], // prettier-ignore
];

async function seen(hook: string) {
  await expect.poll(() => all(hook).length).toBeGreaterThan(0);
}

/** Where only data is shown, put together from what the engine said, and the names of keys and of the program. */
const DATA = ".num, .mono, .markdown, time, kbd, .brand, option, .mono *";
const NAMES = ["Skilldock"];

/** What the engine answered, good or bad. */
const answers: unknown[] = [];
function listening(engine: FakeEngine): FakeEngine {
  const real = engine.invoke.bind(engine);
  engine.invoke = async (name, args) => {
    const answer = real(name, args);
    answer.then(
      (value) => answers.push(value),
      (error) => answers.push(error),
    );
    return answer;
  };
  return engine;
}

/** Every text that the engine said, longest first: data is no word of the window's. */
function said(engine: FakeEngine): string[] {
  const texts = new Set(NAMES);
  const collect = (value: unknown): void => {
    if (typeof value === "string" && value.length > 2) texts.add(value.replace(/\s+/g, " ").trim());
    else if (value && typeof value === "object")
      for (const [key, inner] of Object.entries(value)) {
        collect(inner);
        // The names that the user gave to collections are the keys of their numbers.
        if (key === "collection" && inner) collect(Object.keys(inner as object));
      }
  };
  collect([engine.all, engine.now, engine.lists.names, answers]);
  return [...texts].sort((a, b) => b.length - a.length);
}

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

/** Words that no catalogue and no engine said: letters outside of the brackets. */
function raw(engine: FakeEngine): string[] {
  const data = said(engine);
  return texts()
    .filter(({ element }) => !element.closest(DATA))
    .map(({ text }) => {
      // A message may have an element in it: then each part of it has one of the brackets.
      let rest = text.replace(/\s+/g, " ");
      while (/⟦[^⟦⟧]*⟧/.test(rest)) rest = rest.replace(/⟦[^⟦⟧]*⟧/g, "");
      rest = rest.replace(/^[^⟦]*⟧|⟦[^⟧]*$/g, "");
      for (const one of data) rest = rest.replaceAll(one, "");
      return rest;
    })
    .filter((rest) => /\p{L}{2,}/u.test(rest));
}

/** Labels of controls and headings that are wider than their place. Lists of data say so with dots, by design. */
function cut(): string[] {
  const labels = [...document.querySelectorAll<HTMLElement>("button, label, h1, h2, h3, dt, .tag, p, select")];
  return (
    labels
      .filter((label) => label.checkVisibility() && !label.closest(DATA) && label.clientWidth > 0)
      // A heading with a button lets it stand out a little, in line with what is below.
      .filter(
        (label) =>
          !label.matches("h2:has(button), .ellipsis, .hidden-text, .hidden-text *") &&
          !label.querySelector(".ellipsis"),
      )
      .filter((label) => label.scrollWidth > label.clientWidth + 1)
      .map((label) => `${label.tagName} ${label.textContent!.trim()} (${label.scrollWidth} in ${label.clientWidth})`)
  );
}

describe.each([false, true])("in the made-up language, narrow: %s", (narrow) => {
  it.each(WALK)("%s, %s %s: every word is from a catalogue, and none is cut", async (state, view, _, act) => {
    answers.length = 0;
    const engine = await open({ engine: listening(new FakeEngine(state, 10)), view, narrow });
    await act?.(engine);
    expect(
      texts().some(({ text }) => text.includes("⟦")),
      "the language is in use",
    ).toBe(true);
    expect(raw(engine)).toEqual([]);
    expect(cut()).toEqual([]);
  });
});
