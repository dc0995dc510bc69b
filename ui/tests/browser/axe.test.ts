/** Every view in every state, in every theme, without a serious finding. */
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import type { State } from "../../src/ipc/fake/states";
import type { FakeEngine } from "../../src/ipc/fake";
import type { ShellEvent } from "../../src/ipc";
import { all, answer, foreseen, one, open } from "./harness";

const WALK: [State, string, ((engine: FakeEngine) => Promise<void>)?][] = [
  ["live", "discover"],
  ["loading", "discover"],
  ["empty", "discover"],
  ["first-sync", "discover"],
  ["offline", "discover"],
  ["failed", "discover"],
  ["local-only", "discover"],
  ["live", "library"],
  ["empty", "library"],
  ["salvaged", "library"],
  ["live", "sync"],
  ["syncing", "sync"],
  ["offline", "sync"],
  ["token-rejected", "sync"],
  ["partial", "sync"],
  ["empty", "sync"],
  ["held", "sync"],
  ["loading", "sync"],
  ["failed", "sync", async () => void (await expect.poll(() => all("activity-row").length).toBe(0))],
  ["live", "sync", async () => one("days-table").click()],
  ["live", "sync", async () => one("log-runs").click()],
  ["needs-you", "ratings", ratings],
  ["needs-you", "ratings", async () => (await ratings(), one("rating-edit").first().click())],
  ["needs-you", "ratings", async () => (await ratings(), one("rating-discard").first().click())],
  ["live", "ratings"],
  ["loading", "ratings"],
  ["offline", "ratings"],
  ["failed", "ratings"],
  ["held", "discover"],
  ["live", "settings"],
  ["env-locked", "settings"],
  ["demo", "settings"],
  ["first-run", "discover"],
  ["first-run", "discover", async () => one("onboarding-connect").click()],
  ["config-invalid", "discover"],
  ["live", "discover", async () => press("k", "palette")],
  ["live", "discover", async () => press("?", "shortcuts")],
  ["live", "discover", async (engine) => shell(engine, { event: "close_asked" }, "close-quit")],
  [
    "live",
    "discover",
    async (engine) => shell(engine, { event: "noticed", cause: "conflicts", count: 3, times: 1 }, "notice"),
  ],
  ["live", "discover", async (engine) => link(engine)],
  ["live", "settings", async () => typed()],
  ["live", "discover", async () => tab("code")],
  ["live", "discover", async () => tab("packages")],
  ["live", "discover", async () => tab("reviews")],
  ["live", "discover", async () => one("layout-grid").click()],
  ["live", "discover", async () => suggestions()],
  ["live", "discover", async () => savedSearches()],
  ["live", "discover", async () => one("collections-manage").click()],
  ["live", "discover", async () => await one("facet-rating-4").click({ modifiers: ["Alt"] })],
  ["live", "library", async () => one("library-edited").click()],
  ["empty", "library", async () => one("library-local").click()],
  ["live", "library", async () => one("export").click()],
  [
    "live",
    "library",
    async () => (await one("import").click(), await one("import-files").click(), seen("import-take")),
  ],
  ["live", "discover", async () => (await show(), await one("skill-edit").click(), seen("edit-code"))],
  ["live", "library", async () => (await one("skill-new").click(), seen("edit-code"))],
  ["live", "discover", async () => (await tab("history"), seen("diff-field-code"))],
  ["local-only", "settings", async (engine) => preview(engine, () => new Promise(() => {}), "busy")],
  ["local-only", "settings", async (engine) => preview(engine, () => foreseen(24), "seen")],
  ["local-only", "settings", async (engine) => preview(engine, () => Promise.reject(new Error("no")), "failed")],
];

async function press(key: string, hook: string) {
  dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: key === "k", cancelable: true }));
  await expect.poll(() => all(hook).length).toBe(1);
}

async function shell(engine: FakeEngine, event: ShellEvent, hook: string) {
  engine.emit(event);
  await expect.poll(() => all(hook).length).toBe(1);
}

async function link(engine: FakeEngine) {
  engine.desktop.wanted = { to: "skill", skill_id: "7f3c1c4e-8f0a-4b7e-9c55-0d6f5f1f7a10", version: null };
  await shell(engine, { event: "place_wanted" }, "link-missing");
}

async function typed() {
  await one("setting-ATOM_SAAS_API_TIMEOUT_SECONDS").fill("500");
  await expect.poll(() => all("error-ATOM_SAAS_API_TIMEOUT_SECONDS").length).toBe(1);
}

async function preview(engine: FakeEngine, how: () => unknown, step: string) {
  answer(engine, "preview", how);
  await one("setting-ATOM_SAAS_ENABLED").click();
  await expect.poll(() => all("preview")[0]?.dataset["step"]).toBe(step);
}

async function ratings() {
  await expect.poll(() => all("rating-row").length).toBeGreaterThan(0);
}

async function suggestions() {
  await one("search").fill("tag:");
  await expect.poll(() => all("suggestion").length).toBeGreaterThan(3);
  all("search")[0]!.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }));
  await expect.poll(() => all("search")[0]?.getAttribute("aria-activedescendant")).toBeTruthy();
}

async function savedSearches() {
  await one("search").fill("rating:>=4 notes");
  await one("saved-searches").click();
  await expect.poll(() => all("saved-search").length).toBe(2);
  await one("save-search").fill("good NOTES");
  await one("save-search-submit").click();
  await expect.poll(() => document.querySelector("#saved-searches [role=alert]")).not.toBeNull();
}

async function seen(id: string) {
  await expect.poll(() => all(id).length).toBeGreaterThan(0);
}

async function show() {
  await one("search").fill("explain reader");
  await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Postgres Explain Reader");
}

async function tab(name: string) {
  await show();
  await one(`tab-${name}`).click();
  if (name === "code") await expect.poll(() => document.querySelector(".cm-content")).not.toBeNull();
}

const THEMES = [
  { theme: "light", scheme: "light" },
  { theme: "dark", scheme: "dark" },
  { theme: "contrast", scheme: "light" },
  { theme: "contrast", scheme: "dark" },
];

/** What the theme cannot change is looked at once; what it can, in each. */
const COLOURS = ["color-contrast", "link-in-text-block"];

describe.each(WALK)("%s, %s", (state, view, act) => {
  it("has nothing serious for axe", async () => {
    // Ten rows have everything that forty have, and are looked at four times faster.
    const engine = await open({ state, view, rows: 10 });
    await act?.(engine);
    for (const { theme, scheme } of THEMES) {
      Object.assign(document.documentElement.dataset, { theme, scheme });
      const only = theme === "light" ? {} : { runOnly: { type: "rule" as const, values: COLOURS } };
      const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(
        serious.map(
          ({ id, nodes }) =>
            `${theme}: ${id} ${nodes
              .slice(0, 3)
              .map(({ html, any }) => `${html} ${any[0]?.message ?? ""}`)
              .join("; ")}`,
        ),
      ).toEqual([]);
    }
  });
});
