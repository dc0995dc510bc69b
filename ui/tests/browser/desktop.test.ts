/** The desktop around the page: links, closing, notices, and the size of the page. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { FakeEngine } from "../../src/ipc/fake";
import type { Place } from "../../src/ipc";
import { all, answer, one, open } from "./harness";

beforeEach(() => localStorage.clear());

const NOWHERE = "7f3c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10";
const title = () => all("skill-title")[0]?.textContent;

/** Asks for a place as a link does while the window is open. */
function ask(engine: FakeEngine, place: Place) {
  engine.desktop.wanted = place;
  engine.emit({ event: "place_wanted" });
}

function skill(engine: FakeEngine, index: number, version: string | null = null): Place {
  return { to: "skill", skill_id: engine.all[index]!.row.skill_id, version };
}

describe("a link", () => {
  it("opens its skill from any view, and only shows it", async () => {
    const engine = await open({ view: "settings" });
    const asked = answer(engine, "test_connection", () => null);
    ask(engine, skill(engine, 12));
    await expect.poll(title).toBe(engine.all[12]!.row.name);
    await expect.poll(() => document.activeElement?.className).toContain("pane");
    expect(asked.filter((name) => /install|rate|favourite|sync_now|set_setting/.test(name))).toEqual([]);
  });

  it("opens its skill at the start, also where the list is there before it", async () => {
    const engine = new FakeEngine("live", 400);
    const wanted = skill(engine, 399) as { skill_id: string };
    engine.desktop.wanted = wanted as Place;
    const real = engine.invoke.bind(engine);
    engine.invoke = async (name, args) => {
      if (name === "skill") await new Promise((later) => setTimeout(later, 60));
      return real(name, args);
    };
    await open({ engine });
    await expect.poll(title).toBe(engine.all[399]!.row.name);
    await new Promise((later) => setTimeout(later, 350));
    expect(title(), "it stays").toBe(engine.all[399]!.row.name);
  });

  it("to another version says which one is here", async () => {
    const engine = await open();
    ask(engine, skill(engine, 3, "0.0.1"));
    await expect.poll(() => all("list-note")[0]?.textContent).toContain("version 0.0.1");
  });

  it("to a search shows the list of it", async () => {
    const engine = await open({ view: "sync" });
    ask(engine, { to: "search", query: "explain reader" });
    await expect.poll(title).toBe("Postgres Explain Reader");
    expect(all("search")[0]).toHaveProperty("value", "explain reader");
    await expect.poll(() => document.activeElement).toBe(all("search")[0]);
  });

  it("to a skill that is not here says so, and looks again after a sync", async () => {
    const engine = await open();
    ask(engine, { to: "skill", skill_id: NOWHERE, version: null });
    await expect.poll(() => all("link-missing")[0]?.textContent).toBe(NOWHERE);
    engine.all[7]!.row.skill_id = NOWHERE;
    await one("link-again").click();
    await expect.poll(title, { timeout: 4000 }).toBe(engine.all[7]!.row.name);
    expect(all("link-missing")).toEqual([]);
  });

  it("to a conflict shows it, and one that is not here says so", async () => {
    const engine = await open({ state: "conflicts" });
    ask(engine, { to: "conflict", id: 4 });
    await expect.poll(() => location.hash).toBe("#/conflicts/4");
    await expect.poll(() => all("conflict-title").length).toBe(1);
    ask(engine, { to: "conflict", id: 999 });
    await expect.poll(() => document.querySelector("dialog[open]")?.textContent ?? "").toContain("999");
    expect(location.hash, "what was open stays").toBe("#/conflicts/4");
  });

  it("waits until a door was taken", async () => {
    const engine = new FakeEngine("first-run");
    engine.desktop.wanted = { to: "search", query: "chess" };
    await open({ engine });
    expect(all("onboarding-demo").length).toBe(1);
    await one("onboarding-demo").click();
    await expect.poll(() => all("search")[0]).toHaveProperty("value", "chess");
  });
});

describe("for those who listen", () => {
  it("a change of what is going on is said once, and a sync not by its figures", async () => {
    await open({ state: "polling" });
    const said: string[] = [];
    new MutationObserver(() => said.push(all("announcer")[0]!.textContent!)).observe(all("announcer")[0]!, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    expect(all("announcer")[0]!.textContent, "the start is no news").toBe("");
    await one("nav-sync").click();
    await one("sync-now").click();
    await expect.poll(() => said).toEqual(["Syncing"]);
  });
});

describe("closing", () => {
  it("is asked about and answered by the keyboard", async () => {
    const engine = await open();
    engine.emit({ event: "close_asked" });
    await expect.poll(() => (document.activeElement as HTMLElement).dataset["testid"]).toBe("close-cancel");
    await userEvent.keyboard("{Tab}{Tab}{Enter}");
    await expect.poll(() => engine.desktop.closed).toEqual([true]);
    await one("nav-settings").click();
    await expect.poll(() => all("setting-close")[0]).toHaveProperty("value", "background");
  });

  it("is left alone with Escape, so that it can be asked about again", async () => {
    const engine = await open();
    engine.emit({ event: "close_asked" });
    await expect.poll(() => (document.activeElement as HTMLElement).dataset["testid"]).toBe("close-cancel");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => engine.desktop.closed).toEqual([null]);
  });

  it("quits with Ctrl and Q, whatever has the focus", async () => {
    const engine = await open();
    await one("search").click();
    await userEvent.keyboard("{Control>}q{/Control}");
    await expect.poll(() => engine.desktop.quits).toBe(1);
  });
});

describe("a notice", () => {
  it("is told in the window and leads to where it is dealt with", async () => {
    const engine = await open();
    await one("nav-conflicts").click();
    engine.emit({ event: "noticed", cause: "conflicts", count: 1, times: 1 });
    engine.emit({ event: "noticed", cause: "token_rejected", count: 1, times: 1 });
    await expect.poll(() => all("notice")[0]?.textContent).toContain("does not accept your token");
    await userEvent.click(all("notice")[0]!.querySelector("button")!);
    await expect.poll(() => document.activeElement).toBe(all("setting-ATOM_SAAS_API_TOKEN")[0]);
    expect(all("notice")).toEqual([]);
  });

  it("is over once the view is opened that shows its cause, however it is opened", async () => {
    const engine = await open({ state: "updates" });
    engine.emit({ event: "noticed", cause: "waiting_updates", count: 1, times: 1 });
    engine.emit({ event: "noticed", cause: "held_deletions", count: 2, times: 1 });
    await expect.poll(() => all("notice").length).toBe(2);
    location.hash = "#/updates";
    await expect.poll(() => all("update-accept").length).toBe(1);
    expect(all("notice").map(({ textContent }) => textContent!.includes("review"))).toEqual([false]);
    await one("nav-discover").click();
    await expect.poll(() => all("update-accept").length).toBe(0);
    expect(all("notice").length, "it does not come again").toBe(1);
  });

  it("of something else keeps clear of a view's answers in the smallest window", async () => {
    for (const [view, state, row, last] of [
      ["updates", "updates", "update-row", "update-accept"],
      ["conflicts", "conflicts", "conflict-row", "conflict-resolve"],
    ] as const) {
      const engine = await open({ view, state, narrow: true });
      await expect.poll(() => all(row).length).toBeGreaterThan(0);
      all(row)[0]!.querySelector("button")!.click();
      await expect.poll(() => all(last).length).toBe(1);
      engine.emit({ event: "noticed", cause: "held_deletions", count: 2, times: 1 });
      engine.emit({ event: "noticed", cause: "token_rejected", count: 1, times: 1 });
      const bar = all(last)[0]!.closest("footer")!;
      await expect.poll(() => all("notice").length).toBe(2);
      const low = () => Math.max(...all("notice").map((one) => one.closest(".toast")!.getBoundingClientRect().bottom));
      await expect.poll(() => low() < bar.getBoundingClientRect().top, { message: view }).toBe(true);
    }
  });

  it("can be switched off by its kind, and the choice is remembered", async () => {
    const engine = await open({ view: "settings" });
    await one("setting-notify_ratings").click();
    await open({ view: "settings", engine });
    await expect.poll(() => all("setting-notify_ratings")[0]).toHaveProperty("checked", false);
    expect(all("setting-notify_conflicts")[0]).toHaveProperty("checked", true);
  });
});

describe("settings", () => {
  it("check a value while it is typed, and save nothing of it", async () => {
    const engine = await open({ view: "settings" });
    const asked = answer(engine, "test_connection", () => null);
    const id = "ATOM_SAAS_API_TIMEOUT_SECONDS";
    await one(`setting-${id}`).fill("500");
    await expect.poll(() => all(`error-${id}`)[0]?.textContent).toContain("not between 10 and 120");
    expect(all(`setting-${id}`)[0]!.getAttribute("aria-invalid")).toBe("true");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => all(`error-${id}`)).toEqual([]);
    expect(asked).not.toContain("set_setting");
  });

  it("register links when asked to, and say that it is done", async () => {
    await open({ view: "settings" });
    await one("setting-links").click();
    await expect.poll(() => all("setting-links")[0]).toHaveProperty("disabled", true);
  });
});

describe("the doors", () => {
  it("are walked through with the arrows, and Escape leads back from the form", async () => {
    await open({ state: "first-run" });
    await expect.poll(() => document.activeElement).toBe(all("onboarding-connect")[0]);
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(document.activeElement).toBe(all("onboarding-local")[0]);
    await userEvent.keyboard("{ArrowRight}{Enter}");
    await expect.poll(() => document.activeElement).toBe(all("onboarding-url")[0]);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => document.activeElement).toBe(all("onboarding-connect")[0]);
  });
});
