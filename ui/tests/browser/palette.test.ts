/** The palette and the shortcuts: both from one registry, which is what these hold them to. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { VIEWS } from "../../src/domain/app.svelte";
import { all, one, open } from "./harness";

beforeEach(() => localStorage.clear());

const ids = () => all("palette-entry").map((entry) => entry.dataset["id"]);
const active = () => document.getElementById(all("palette")[0]?.getAttribute("aria-activedescendant") ?? "");

async function palette(typed = "") {
  await userEvent.keyboard("{Control>}k{/Control}");
  await expect.poll(() => (document.activeElement as HTMLElement).dataset["testid"]).toBe("palette");
  if (typed) await userEvent.keyboard(typed);
}

describe("the palette", () => {
  it("opens with Ctrl and K, closes with it or Escape, and gives the focus back", async () => {
    await open();
    await one("search").click();
    await palette();
    await userEvent.keyboard("{Control>}k{/Control}");
    await expect.poll(() => all("palette")).toEqual([]);
    expect(document.activeElement).toBe(all("search")[0]);
    await palette();
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => all("palette")).toEqual([]);
  });

  it("is a combobox over a list whose active option it names", async () => {
    await open();
    await palette();
    const field = all("palette")[0]!;
    expect(field.getAttribute("role")).toBe("combobox");
    expect(document.getElementById(field.getAttribute("aria-controls")!)?.getAttribute("role")).toBe("listbox");
    expect(active()).toBe(all("palette-entry")[0]);
    await userEvent.keyboard("{ArrowDown}");
    expect(active()).toBe(all("palette-entry")[1]);
    expect(active()!.getAttribute("aria-selected")).toBe("true");
    await userEvent.keyboard("{ArrowUp}{ArrowUp}");
    expect(active(), "past the first comes the last").toBe(all("palette-entry").at(-1));
  });

  it("reaches every view", async () => {
    await open();
    await palette();
    expect(VIEWS.filter((view) => !ids().includes(`view.${view}`))).toEqual([]);
  });

  it("runs what Enter is pressed on, and has it first the next time", async () => {
    const engine = await open();
    await palette("high contr");
    expect(ids()[0]).toBe("theme.contrast");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => document.documentElement.dataset["theme"]).toBe("contrast");
    await palette("settings");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => all("setting-theme").length).toBe(1);
    await open({ engine });
    await palette();
    expect(ids()[0]).toBe("view.settings");
  });

  it("finds skills by their name, and opens the one that is chosen", async () => {
    await open({ view: "settings" });
    await palette("explain reader");
    await expect.poll(() => ids().some((id) => id?.startsWith("skill:"))).toBe(true);
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Postgres Explain Reader");
  });

  it("leads to a setting by its name, or as the variable is spelt", async () => {
    await open();
    await palette("timeout seconds");
    expect(ids()).toContain("setting.ATOM_SAAS_API_TIMEOUT_SECONDS");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => document.activeElement).toBe(all("setting-ATOM_SAAS_API_TIMEOUT_SECONDS")[0]);
  });

  it("says that nothing fits, and does nothing on Enter then", async () => {
    await open();
    await palette("zzzz");
    await expect.poll(ids).toEqual([]);
    await userEvent.keyboard("{Enter}");
    expect(all("palette").length).toBe(1);
  });

  it("offers only what can be done now", async () => {
    await open({ state: "local-only" });
    await palette();
    expect(ids()).not.toContain("sync.now");
    expect(ids()).toContain("connect");
  });
});

describe("shortcuts", () => {
  it("open each view by its number", async () => {
    await open({ view: "settings" });
    for (const [i, view] of VIEWS.entries()) {
      await userEvent.keyboard(`{Control>}${i + 1}{/Control}`);
      // What waits for a review belongs to Sync in the rail.
      const place = view === "updates" ? "sync" : view;
      await expect.poll(() => all(`nav-${place}`)[0]?.getAttribute("aria-current")).toBe("page");
    }
  });

  it("that open a view take the keys out of the search field, where they would be words", async () => {
    await open();
    await userEvent.keyboard("/");
    await expect.poll(() => document.activeElement).toBe(all("search")[0]);
    await userEvent.keyboard("{Control>}4{/Control}");
    await expect.poll(() => document.activeElement).toBe(document.body);
    await userEvent.keyboard("jk");
    expect(all("search")[0]).toHaveProperty("value", "");
    expect(all("nav-conflicts")[0]!.getAttribute("aria-current")).toBe("page");
  });

  it("of one key are letters while one types", async () => {
    await open();
    await one("search").click();
    await userEvent.keyboard("?/");
    expect(all("search")[0]).toHaveProperty("value", "?/");
    expect(all("shortcuts")).toEqual([]);
  });

  it("stand on the sheet, all that the window listens to", async () => {
    await open({ view: "sync" });
    await userEvent.keyboard("?");
    await expect.poll(() => all("shortcuts").length).toBe(1);
    const said = all("shortcuts")[0]!.textContent!;
    for (const name of ["Open Discover", "Command palette", "Sync now", "Quit Skilldock", "Zoom in"])
      expect(said).toContain(name);
    expect([...all("shortcuts")[0]!.querySelectorAll("kbd")].map((key) => key.textContent)).toContain("Ctrl K");
  });

  it("make the page larger and smaller, and remember it", async () => {
    const engine = await open({ view: "settings" });
    await userEvent.keyboard("{Control>}={/Control}{Control>}={/Control}");
    await expect.poll(() => all("setting-zoom")[0]).toHaveProperty("value", "125");
    await open({ view: "settings", engine });
    await expect.poll(() => all("setting-zoom")[0]).toHaveProperty("value", "125");
    await userEvent.keyboard("{Control>}0{/Control}");
    await expect.poll(() => all("setting-zoom")[0]).toHaveProperty("value", "100");
  });
});
