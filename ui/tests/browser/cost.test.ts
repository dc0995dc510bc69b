/**
 * What the window costs, counted instead of timed, so that it is the same on every machine: what is asked of the engine
 * for a key, a scroll and a live update, and what of the page changes for it. `cargo xtask bench` has the times.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import type { FakeEngine } from "../../src/ipc/fake";
import { all, one, open } from "./harness";

const list = () => document.querySelector<HTMLElement>("[role=listbox]")!;
const frame = () => new Promise((painted) => requestAnimationFrame(painted));
const settled = () => expect.poll(() => list().getAttribute("aria-busy")).toBe("false");

/** How often each command is run from now on. */
function counted(engine: FakeEngine): Record<string, number> {
  const real = engine.invoke.bind(engine);
  const calls: Record<string, number> = {};
  engine.invoke = async (name, args) => {
    calls[name] = (calls[name] ?? 0) + 1;
    return real(name, args);
  };
  return calls;
}

/** What changes below an element from now on. */
function changes(below: Element): MutationRecord[] {
  const seen: MutationRecord[] = [];
  new MutationObserver((records) => seen.push(...records)).observe(below, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  return seen;
}

/** Tells the window of so many changes, ten in each turn of some milliseconds. */
async function tell(engine: FakeEngine, times: number): Promise<void> {
  for (let nth = 0; nth < times; nth++) {
    engine.touch(() => {});
    if (nth % 10 === 9) await new Promise((passed) => setTimeout(passed, 10));
  }
}

beforeEach(() => localStorage.clear());

describe("a key in the search field", () => {
  it("asks for one search, at once", async () => {
    const engine = await open({ rows: 400 });
    await one("search").click();
    const calls = counted(engine);
    for (const [nth, letter] of [..."notes"].entries()) {
      await userEvent.keyboard(letter);
      // Asked by the time the key is handled: nothing waits for a clock.
      expect(calls["search"], letter).toBe(nth + 1);
      await settled();
    }
  });

  it("asks at most twice for letters that come while an answer is on its way: for the first and the last", async () => {
    const engine = await open({ rows: 200 });
    const real = engine.invoke.bind(engine);
    const asked: string[] = [];
    let answer: () => void = () => {};
    const held = new Promise<void>((release) => (answer = release));
    engine.invoke = async (name, args) => {
      if (name === "search") {
        asked.push((args?.["request"] as { text: string }).text);
        await held;
      }
      return real(name, args);
    };
    const field = all("search")[0] as HTMLInputElement;
    for (const text of ["n", "no", "not", "note"]) {
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    await expect.poll(() => asked).toEqual(["n", "note"]);
    answer();
    await settled();
    expect(asked).toEqual(["n", "note"]);
  });

  it("changes the counts beside the list only once the rows are there and one stops", async () => {
    await open({ rows: 400 });
    const first = (below: Element) =>
      new Promise<number>((seen) =>
        new MutationObserver(() => seen(performance.now())).observe(below, { subtree: true, characterData: true }),
      );
    const [rows, counts] = [first(list()), first(document.querySelector(".facets")!)];
    await one("search").fill("notes");
    expect((await counts) - (await rows)).toBeGreaterThanOrEqual(80);
  });
});

describe("scrolling", () => {
  it("keeps the rows in the page few and asks for each page once", async () => {
    const engine = await open({ rows: 20_000 });
    const calls = counted(engine);
    let most = 0;
    // Ten pages of sixty rows.
    for (let row = 0; row < 600; row += 6) {
      list().scrollTop = row * 54;
      await frame();
      most = Math.max(most, list().querySelectorAll(".row").length);
    }
    await expect.poll(() => all("skill-row").length).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(40);
    expect(calls["search"]).toBeLessThanOrEqual(11);
    expect(Object.keys(calls).filter((name) => !["search", "set_ui_state", "refresh_reviews"].includes(name))).toEqual(
      [],
    );
  });
});

describe("live updates", () => {
  it("are read ten times a second however many there are, the list as well as the open skill", async () => {
    const engine = await open({ rows: 400 });
    await expect.poll(() => all("skill-title").length).toBe(1);
    const calls = counted(engine);
    const began = performance.now();
    await tell(engine, 500);
    const readings = 2 + Math.ceil((performance.now() - began) / 100);
    expect(calls["search"]).toBeLessThanOrEqual(readings);
    expect(calls["skill"]).toBeLessThanOrEqual(readings);
  });

  it("change nothing of the page where they are of other skills", async () => {
    const engine = await open({ rows: 400 });
    await expect.poll(() => document.querySelector(".markdown p")).not.toBeNull();
    const calls = counted(engine);
    const [rows, pane] = [changes(list()), changes(document.querySelector(".pane")!)];
    await tell(engine, 20);
    await expect.poll(() => (calls["search"] ?? 0) > 0 && (calls["skill"] ?? 0) > 0).toBe(true);
    await frame();
    await frame();
    expect(rows.length).toBe(0);
    expect(pane.length).toBe(0);
  });

  it("change the text of a row in place, and make no row anew", async () => {
    const engine = await open({ rows: 400 });
    const id = all("skill-row")[2]!.dataset["skillId"];
    const rows = changes(list());
    engine.touch((skills) => {
      const skill = skills.find(({ row }) => row.skill_id === id)!;
      skill.row = { ...skill.row, description: "Says something else now." };
    });
    await expect.poll(() => all("skill-row")[2]!.textContent).toContain("Says something else now.");
    const anew = rows.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node instanceof HTMLElement);
    expect(anew.filter((node) => (node as HTMLElement).matches(".row"))).toEqual([]);
    // The text and its twin in the row's description; a comment or two that Svelte keeps its place with.
    expect(rows.length).toBeLessThanOrEqual(6);
  });
});
