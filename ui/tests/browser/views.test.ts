import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { all, count, one, open } from "./harness";

beforeEach(() => localStorage.clear());

describe("a skill's page", () => {
  it("shows code with line numbers, and the whole of it", async () => {
    await open();
    await one("search").fill("explain reader");
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Postgres Explain Reader");
    await one("tab-code").click();
    await expect.poll(() => document.querySelector(".cm-lineNumbers")?.textContent).toContain("12");
    expect(document.querySelector(".cm-content")?.getAttribute("aria-readonly")).toBe("true");
  });

  it("asks before a link, and loads no picture", async () => {
    await open();
    await one("search").fill("explain reader");
    await expect.poll(() => document.querySelector("[data-url]")).toBeTruthy();
    expect(document.querySelector(".markdown img")).toBeNull();
    expect(document.querySelector(".markdown .image")?.textContent).toBe(
      "Image: A plan drawn as a tree · images.example.org",
    );
    const before = location.href;
    await userEvent.click(document.querySelector("[data-url]")!);
    await expect
      .poll(() => all("link-url")[0]?.textContent)
      .toBe("https://example.org/explain-reader/docs?from=readme");
    expect(location.href).toBe(before);
  });

  it("moves between its tabs with the arrows", async () => {
    await open();
    await expect.poll(() => all("tab-overview").length).toBe(1);
    all("tab-overview")[0]!.focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(document.activeElement).toBe(all("tab-code")[0]);
    expect(all("tab-code")[0]!.getAttribute("aria-selected")).toBe("true");
  });
});

describe("the user's own rating", () => {
  it("moves the average at once, on the page and in the list", async () => {
    await open();
    await one("search").fill("slide outline");
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Slide Outline");
    const figures = () => document.querySelector("[data-testid=skill-detail] .by .stars")?.textContent;
    expect(figures()).toContain("3.7 64");
    await one("rate-star-1").click();
    await expect.poll(figures).toMatch(/3\.7 65|3\.6 65/);
    await expect.poll(() => all("skill-row")[0]!.textContent).toContain("65");
    await expect.poll(() => all("my-rating")[0]!.dataset["state"]).toBe("sent");
  });

  it("is not asked for of a skill that only the user has", async () => {
    await open();
    await one("search").fill("garden diary");
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Garden Diary");
    expect(all("my-rating")).toEqual([]);
    expect(all("skill-origin")[0]!.textContent).toBe("Your own skill. The marketplace does not have it.");
  });

  it("is not asked for of one that the marketplace has no longer, which stays and says so", async () => {
    await open();
    await one("search").fill("calendar gaps");
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Calendar Gaps");
    expect(all("my-rating")).toEqual([]);
    expect(all("skill-origin")[0]!.textContent).toContain("You changed this skill.");
    expect(all("skill-origin")[0]!.textContent).toContain("The marketplace no longer has this skill; your copy stays.");
  });
});

describe("the sync", () => {
  it("runs when asked and says how far it is, then that all is well", async () => {
    await open({ view: "sync", state: "polling" });
    expect(all("sync-mode")[0]!.dataset["mode"]).toBe("polling");
    await one("sync-now").click();
    await expect.poll(() => document.querySelector("[role=progressbar]")).toBeTruthy();
    await expect.poll(() => document.querySelector("[role=progressbar]"), { timeout: 3000 }).toBeNull();
    expect(all("sync-last")[0]!.textContent).toBe("just now");
  });

  it("is paused and resumed, and says so", async () => {
    await open({ view: "sync" });
    expect(all("ws-state")[0]!.dataset["state"]).toBe("connected");
    await one("sync-pause").click();
    await expect.poll(() => all("sync-mode")[0]!.dataset["mode"]).toBe("paused");
    expect(all("ws-state")[0]!.textContent).toContain("Off · Paused");
    expect(all("ws-reconnect")).toEqual([]);
    await one("sync-pause").click();
    await expect.poll(() => all("sync-mode")[0]!.dataset["mode"]).toBe("live");
  });

  it("is paused from the status chip, too", async () => {
    await open();
    await one("status-chip").click();
    const pause = () => document.querySelector<HTMLElement>("#status-popover footer .btn:last-child")!;
    await userEvent.click(pause());
    await expect.poll(() => all("status-chip")[0]!.dataset["mode"]).toBe("paused");
    expect(pause().textContent).toBe("Resume");
  });

  it("connects again when asked, and counts what fails", async () => {
    await open({ view: "sync", state: "offline" });
    expect(all("ws-state")[0]!.textContent).toContain("Offline · 2 attempts failed");
    await one("ws-reconnect").click();
    await expect.poll(() => all("ws-state")[0]!.textContent).toContain("3 attempts failed");
    await open({ view: "sync", state: "reconnecting" });
    expect(all("ws-state")[0]!.textContent).toContain("Reconnecting · attempt 2");
    await one("ws-reconnect").click();
    await expect.poll(() => all("ws-state")[0]!.textContent).toContain("Connected · last message just now");
    expect(all("ws-reconnect")[0]!.getAttribute("aria-disabled")).toBe("true");
  });

  it("asks before it removes what the marketplace no longer lists, and removes it on a yes", async () => {
    await open({ state: "held", rows: 60 });
    expect(all("banner")[0]!.dataset["kind"]).toBe("held");
    await one("banner").getByRole("button").click();
    await expect.poll(() => all("held")[0]?.textContent).toContain("no longer lists 21 of your skills");
    expect(all("banner")).toEqual([]);
    await one("held-remove").click();
    await expect.poll(() => all("held").length, { timeout: 3000 }).toBe(0);
    await one("nav-discover").click();
    await expect.poll(count).toBe(39);
  });

  it("what was saved of a damaged file is said until it was read, and not again", async () => {
    const engine = await open({ state: "salvaged", view: "library" });
    await expect.poll(() => all("banner")[0]?.dataset["kind"]).toBe("salvage");
    expect(all("banner")[0]!.textContent).toContain("412 entries could be saved");
    expect(all("banner")[0]!.textContent).toContain("user.db.damaged-1");
    await one("banner").getByRole("button").click();
    await expect.poll(() => all("banner").length).toBe(0);
    expect((await engine.invoke("boot")) as { ui_state: object }).toMatchObject({
      ui_state: { salvage_seen: expect.stringMatching(/T/) as string },
    });
  });

  it("keeps what the marketplace no longer lists when told to, and can be asked again", async () => {
    const engine = await open({ view: "sync", state: "held", rows: 60 });
    await one("held-keep").click();
    await expect.poll(() => all("held-kept")[0]?.textContent).toContain("21 skills");
    await one("nav-discover").click();
    expect(all("banner")).toEqual([]);
    expect(count()).toBe(60);
    await open({ view: "sync", engine });
    await expect.poll(() => all("held-kept").length, { message: "it is remembered" }).toBe(1);
    await one("held-kept").getByRole("button").click();
    await expect.poll(() => all("held-remove").length).toBe(1);
  });

  it("calls the demo by its name, there and in the settings", async () => {
    await open({ view: "sync", state: "demo" });
    expect(document.querySelector("main")!.textContent).toContain("Demo marketplace");
    expect(document.querySelector("main")!.textContent).not.toContain("127.0.0.1");
    await one("nav-settings").click();
    await expect.poll(() => all("setting-ATOM_SAAS_API_URL")[0]).toHaveProperty("value", "Demo marketplace");
    expect(all("setting-source-ATOM_SAAS_API_URL")[0]!.textContent).toBe("demo");
    expect(all("token-set")[0]).toHaveProperty("disabled", true);
  });

  it("offers the way out above the content of every view", async () => {
    await open({ state: "token-rejected" });
    await one("banner").getByRole("button").click();
    await expect.poll(() => document.activeElement).toBe(all("setting-ATOM_SAAS_API_TOKEN")[0]);
  });
});

describe("settings", () => {
  it("lock what the environment decides and say so", async () => {
    await open({ view: "settings", state: "env-locked" });
    await expect.poll(() => all("setting-ATOM_SAAS_API_URL")[0]).toHaveProperty("disabled", true);
    expect(all("setting-source-ATOM_SAAS_API_URL")[0]!.dataset["source"]).toBe("environment");
    expect(all("setting-ATOM_SAAS_API_TIMEOUT_SECONDS")[0]).toHaveProperty("disabled", false);
  });

  it("save a value, refuse a wrong one beside its control, and go back to the default", async () => {
    await open({ view: "settings" });
    const id = "ATOM_SAAS_API_TIMEOUT_SECONDS";
    await expect.poll(() => all(`setting-${id}`).length).toBe(1);
    await one(`setting-${id}`).fill("500");
    await userEvent.keyboard("{Enter}");
    await expect
      .poll(() => document.querySelector(".control [role=alert]")?.textContent)
      .toContain("500 is not between 10 and 120");
    await one(`setting-${id}`).fill("60");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => all(`setting-source-${id}`)[0]!.dataset["source"]).toBe("settings");
    await expect
      .poll(() => document.querySelector('[aria-label="Back to the default: 30 seconds"]'), { timeout: 4000 })
      .toBeTruthy();
    await userEvent.click(document.querySelector('[aria-label="Back to the default: 30 seconds"]')!);
    await expect.poll(() => all(`setting-source-${id}`)[0]!.dataset["source"]).toBe("default");
  });

  it("take a token and never show it", async () => {
    await open({ view: "settings", state: "token-missing" });
    await expect.poll(() => all("token-set").length).toBe(1);
    await one("setting-ATOM_SAAS_API_TOKEN").fill("a-token-of-some-length");
    await one("token-set").click();
    await expect.poll(() => (all("setting-ATOM_SAAS_API_TOKEN")[0] as HTMLInputElement).value).toBe("");
    expect(document.body.innerHTML).not.toContain("a-token-of-some-length");
    await one("token-test").click();
    await expect.poll(() => all("test-result")[0]?.dataset["ok"]).toBe("true");
  });

  it("change theme, density and language at once", async () => {
    await open({ view: "settings" });
    await one("setting-theme").selectOptions("dark");
    expect(document.documentElement.dataset["theme"]).toBe("dark");
    await one("setting-locale").selectOptions("de");
    await expect.poll(() => all("nav-discover")[0]!.textContent).toBe("Entdecken");
    expect(document.documentElement.lang).toBe("de");
  });
});

describe("the first run", () => {
  it("leads through the demo to skills", async () => {
    await open({ state: "first-run" });
    await one("onboarding-demo").click();
    await expect.poll(count).toBe(40);
  });

  it("tells a token that is not accepted before anything is saved", async () => {
    await open({ state: "first-run" });
    await one("onboarding-connect").click();
    await one("onboarding-url").fill("https://market.example.org");
    await one("onboarding-token").fill("rejected");
    await one("onboarding-save").click();
    await expect.poll(() => all("test-result")[0]?.textContent).toContain("does not accept the token");
    await one("onboarding-token").fill("a-token-of-some-length");
    await one("onboarding-test").click();
    await expect.poll(() => all("test-result")[0]?.dataset["ok"]).toBe("true");
    await one("onboarding-save").click();
    await expect.poll(count).toBe(40);
  });
});

describe("an invalid configuration", () => {
  it("is the first page, and a line above the content once it was left", async () => {
    await open({ state: "config-invalid" });
    expect(all("config-problem").map(({ dataset }) => dataset["variable"])).toEqual([
      "ATOM_SAAS_SYNC_INTERVAL_MINUTES",
      "ATOM_SAAS_API_URL",
      "ATOM_SAAS_CONFLICT_STRATEGY",
    ]);
    await one("nav-discover").click();
    await expect.poll(() => all("banner")[0]?.dataset["kind"]).toBe("config");
    expect(count()).toBe(40);
  });
});
