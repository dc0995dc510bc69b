/** Looking back in the Sync view: the last thirty days, and what happened. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import type { ActivityExport } from "../../src/ipc";
import { all, answer, one, open } from "./harness";

beforeEach(() => localStorage.clear());

const rows = () => all("activity-row");
const what = () => rows().map((row) => row.dataset["what"]);

describe("the last thirty days", () => {
  it("are drawn in four rows, and said day by day to who uses the keys", async () => {
    await open({ view: "sync" });
    for (const series of ["runs", "changes", "duration", "errors"])
      await expect
        .poll(() => all(`days-${series}`)[0]?.getAttribute("aria-label"))
        .toContain("The table has every day.");
    expect(all("days-runs")[0]!.querySelectorAll("rect").length).toBeGreaterThan(25);
    const slider = all("days-slider")[0] as HTMLInputElement;
    slider.focus();
    const today = slider.getAttribute("aria-valuetext")!;
    expect(today).toMatch(/runs · .* changes? · .*\ss$/);
    await expect.poll(() => all("days-says")[0]!.textContent).toBe(today);
    await userEvent.keyboard("{ArrowLeft}");
    await expect.poll(() => slider.getAttribute("aria-valuetext")).not.toBe(today);
    expect(all("days-runs")[0]!.querySelector(".at")).not.toBeNull();
  });

  it("are a real table on demand, with every day", async () => {
    await open({ view: "sync" });
    await expect.poll(() => all("days-runs").length).toBe(1);
    await one("days-table").click();
    expect(all("days-all")[0]!.querySelectorAll("tbody tr").length).toBe(30);
    expect(all("days-table")[0]!.getAttribute("aria-pressed")).toBe("true");
    expect(all("days-runs")).toEqual([]);
  });

  it("say that there are none, or why they cannot be read", async () => {
    await open({ state: "empty", view: "sync" });
    await expect.poll(() => all("days")[0]!.textContent).toContain("No runs yet");
    await open({ state: "failed", view: "sync" });
    await expect.poll(() => all("days")[0]!.querySelector("[role=alert]")?.textContent).toContain("disk");
  });
});

describe("the activity log", () => {
  it("shows what happens as it happens, at the top", async () => {
    await open({ view: "sync" });
    await expect.poll(() => rows().length).toBe(50);
    await one("sync-pause").click();
    await expect.poll(() => what()[0]).toBe("paused");
    await one("sync-pause").click();
    await expect.poll(() => what().slice(0, 2)).toEqual(["resumed", "paused"]);
  });

  it("is filtered by kind and level, and searched in the words it is read in", async () => {
    await open({ view: "sync" });
    await expect.poll(() => rows().length).toBe(50);
    await one("activity-kind").selectOptions("socket");
    await expect.poll(() => new Set(rows().map((row) => row.dataset["kind"]))).toEqual(new Set(["socket"]));
    await one("activity-level").selectOptions("warning");
    await expect.poll(() => new Set(what())).toEqual(new Set(["disconnected"]));
    expect(rows()[0]!.textContent).toContain("6 times");
    expect(rows()[0]!.textContent).toContain("(warning)");
    await one("activity-kind").selectOptions("");
    await one("activity-level").selectOptions("");
    await one("activity-search").fill("conflict res");
    await expect.poll(what).toEqual(["conflict_resolved"]);
    await one("activity-search").fill("nothing of that");
    await expect.poll(() => document.body.textContent).toContain("Nothing here fits");
    await userEvent.click(document.querySelector("#log-panel .note .btn")!);
    await expect.poll(() => rows().length).toBe(50);
  });

  it("goes back page by page, and then keeps what is new behind a button", async () => {
    await open({ view: "sync" });
    await expect.poll(() => rows().length).toBe(50);
    await one("activity-earlier").click();
    await expect.poll(() => rows().length).toBe(100);
    await one("sync-pause").click();
    const fresh = () => document.querySelector<HTMLElement>("#log-panel .fresh .btn");
    await expect.poll(fresh).not.toBeNull();
    expect(what()[0], "what is read does not move").not.toBe("paused");
    await userEvent.click(fresh()!);
    await expect.poll(() => what()[0]).toBe("paused");
  });

  it("leads to the skill that an entry is about", async () => {
    await open({ view: "sync" });
    await expect.poll(() => all("activity-skill").length).toBeGreaterThan(0);
    const name = all("activity-skill")[0]!.textContent;
    await userEvent.click(all("activity-skill")[0]!);
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe(name);
  });

  it("is written out as it is filtered, and says where to", async () => {
    const engine = await open({ view: "sync" });
    const asked: ActivityExport[] = [];
    answer(engine, "export_activity", (request) => (asked.push(request as ActivityExport), { entries: 7 }));
    await one("activity-kind").selectOptions("rating");
    await one("activity-export").selectOptions("csv");
    await expect
      .poll(() => document.querySelector("#log-panel .said")?.textContent)
      .toMatch(/7 entries written to \/home\/ada\/skilldock-activity-\d{4}-\d\d-\d\d\.csv/);
    expect(asked[0]).toMatchObject({ format: "csv", filter: { kinds: ["rating"] } });
  });

  it("writes nothing where no file was chosen, and says what went wrong", async () => {
    let engine = await open({ view: "sync" });
    await expect.poll(() => rows().length).toBe(50);
    const asked = answer(engine, "choose_activity_file", () => ({ path: null }));
    await one("activity-export").selectOptions("json");
    await expect.poll(() => asked).toContain("choose_activity_file");
    expect(asked).not.toContain("export_activity");
    engine = await open({ view: "sync" });
    await expect.poll(() => rows().length).toBe(50);
    answer(engine, "choose_activity_file", () => ({ path: "/elsewhere/log.json" }));
    await one("activity-export").selectOptions("json");
    await expect
      .poll(() => document.querySelector("#log-panel [role=alert]")?.textContent)
      .toContain("cannot be written");
  });

  it("stands beside the runs, and the arrows lead there", async () => {
    await open({ view: "sync" });
    await expect.poll(() => rows().length).toBe(50);
    all("log-activity")[0]!.focus();
    await userEvent.keyboard("{ArrowRight}");
    await expect.poll(() => document.querySelector("#log-panel table th")?.textContent).toBe("When");
    expect(document.activeElement).toBe(all("log-runs")[0]);
  });
});

describe("a connection that is switched off", () => {
  it("is not offered to be made", async () => {
    await open({ state: "socket-off", view: "sync" });
    expect(all("ws-state")[0]!.dataset["state"]).toBe("off");
    expect(all("ws-reconnect")).toEqual([]);
    expect(all("sync-pause").length).toBe(1);
  });
});
