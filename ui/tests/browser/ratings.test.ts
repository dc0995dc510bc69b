/** The Ratings view: what became of each rating, what repairs it, and what could be rated. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import type { Draft } from "../../src/ipc";
import { all, answer, one, open } from "./harness";

beforeEach(() => localStorage.clear());

const states = () => all("rating-row").map((row) => row.dataset["state"]);
const names = () => all("rating-row").map((row) => row.querySelector(".name")?.textContent);
const first = (id: string) => all(id)[0]!;

describe("the user's ratings", () => {
  it("are shown with what became of them, what needs the user first", async () => {
    await open({ state: "needs-you", view: "ratings" });
    await expect.poll(states).toEqual(["failed", "waiting", "waiting", "not_accepted", "sent", "sent", "sent"]);
    expect(first("rating-row").textContent).toContain("The marketplace answered 500.");
    expect(first("rating-row").textContent).toContain("tried 3 times");
    expect(first("nav-ratings").textContent).toContain("1 not sent");
  });

  it("are filtered by state", async () => {
    await open({ state: "needs-you", view: "ratings" });
    await one("ratings-filter-waiting").click();
    await expect.poll(states).toEqual(["waiting", "waiting"]);
    expect(first("ratings-filter-waiting").getAttribute("aria-pressed")).toBe("true");
    await one("ratings-filter-all").click();
    await expect.poll(() => states().length).toBe(7);
  });

  it("stay in their place while one is repaired by trying again", async () => {
    await open({ state: "needs-you", view: "ratings" });
    await expect.poll(states).toContain("failed");
    const before = names();
    await one("rating-retry").first().click();
    await expect.poll(() => states()[0]).toBe("sent");
    expect(names()).toEqual(before);
    expect(all("nav-ratings-failed"), "nothing needs the user any more").toEqual([]);
  });

  it("are changed where they stand, without a word of what was said being lost", async () => {
    await open({ state: "rated", view: "ratings" });
    await expect.poll(() => states().length).toBe(3);
    const before = names();
    const row = () => all("rating-row").find((one) => one.querySelector(".said"))!;
    const said = row().querySelector(".said")!.textContent;
    await userEvent.click(row().querySelector("[data-testid=rate-star-1]")!);
    await expect.poll(() => row().dataset["state"]).toBe("waiting");
    await expect.poll(() => row().dataset["state"]).toBe("sent");
    expect(row().querySelector("[aria-checked=true]")?.getAttribute("data-testid")).toBe("rate-star-1");
    expect(row().querySelector(".said")!.textContent).toBe(said);
    expect(names(), "no row moved").toEqual(before);
  });

  it("are discarded with a way back, in the place they had", async () => {
    await open({ state: "needs-you", view: "ratings" });
    await expect.poll(states).toContain("failed");
    const before = names();
    await one("rating-discard").first().click();
    await expect.poll(() => all("rating-discarded").length).toBe(1);
    expect(names()).toEqual(before.slice(1));
    await expect.poll(() => first("ratings-filter-all").textContent).toContain("6");
    await one("rating-undo").click();
    await expect.poll(names).toEqual(before);
    await expect.poll(() => first("ratings-filter-all").textContent).toContain("7");
  });

  it("are sent when asked, if something waits", async () => {
    await open({ state: "rated", view: "ratings" });
    expect(first("ratings-send").getAttribute("aria-disabled")).toBe("true");
    await open({ state: "needs-you", view: "ratings" });
    await expect.poll(() => first("ratings-send").getAttribute("aria-disabled")).toBe("false");
    await one("ratings-send").click();
    await expect.poll(() => states().filter((state) => state === "waiting").length).toBe(0);
  });

  it("wait while offline, and the view says so", async () => {
    await open({ state: "offline", view: "ratings" });
    await expect.poll(states).toEqual(["waiting"]);
    expect(first("ratings-held").textContent).toContain("waits here");
    await userEvent.click(first("unrated-row").querySelector("[data-testid=rate-star-5]")!);
    await expect.poll(states).toEqual(["waiting", "waiting"]);
  });

  it("say what the place is for while there are none, and why where they cannot be read", async () => {
    await open({ view: "ratings" });
    await expect.poll(() => document.body.textContent).toContain("You have not rated a skill yet");
    const engine = await open({ state: "failed", view: "ratings" });
    await expect.poll(() => document.querySelector("[role=alert]")?.textContent).toContain("disk");
    answer(engine, "rated", () => ({ ratings: [], total: 0 }));
    await userEvent.click(document.querySelector("[data-testid=ratings] [role=alert] .btn")!);
    await expect.poll(() => document.body.textContent).toContain("You have not rated a skill yet");
  });

  it("open the skill they are of", async () => {
    await open({ state: "rated", view: "ratings" });
    await expect.poll(() => states().length).toBe(3);
    const name = names()[0];
    await userEvent.click(first("rating-row").querySelector(".name")!);
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe(name);
  });
});

describe("what is used and not rated yet", () => {
  it("is rated in one click and then is among the ratings", async () => {
    await open({ state: "rated", view: "ratings" });
    await expect.poll(() => all("unrated-row").length).toBeGreaterThan(0);
    const offered = all("unrated-row").length;
    const name = first("unrated-row").querySelector(".name")!.textContent;
    await userEvent.click(first("unrated-row").querySelector("[data-testid=rate-star-4]")!);
    await expect.poll(() => all("unrated-row").length).toBe(offered - 1);
    expect(names()[0]).toBe(name);
  });

  it("moves the average at once", async () => {
    const engine = await open({ state: "offline", view: "ratings" });
    await expect.poll(() => all("unrated-row").length).toBeGreaterThan(0);
    const id = first("unrated-row").dataset["skillId"]!;
    const count = engine.all.find(({ row }) => row.skill_id === id)!.row.rating_count;
    await userEvent.click(first("unrated-row").querySelector("[data-testid=rate-star-4]")!);
    await expect.poll(() => first("rating-row").dataset["skillId"]).toBe(id);
    expect(first("rating-average").textContent).toContain(String(count + 1));
  });
});

describe("a comment that was not finished", () => {
  const kept = async (engine: Awaited<ReturnType<typeof open>>, id: string) =>
    ((await engine.invoke("draft", { request: { key: `rate:${id}` } })) as Draft | null)?.value ?? null;

  it("is there again after a crash, in the list and on the skill's page", async () => {
    const engine = await open({ state: "rated", view: "ratings" });
    await expect.poll(() => states().length).toBe(3);
    const id = first("rating-row").dataset["skillId"]!;
    await one("rating-edit").first().click();
    await one("rate-comment").fill("Half a thou");
    await expect.poll(() => kept(engine, id)).toBe("Half a thou");

    await open({ engine, view: "ratings" });
    await expect.poll(() => (all("rate-comment")[0] as HTMLTextAreaElement | undefined)?.value).toBe("Half a thou");
    const name = first("rating-row").querySelector(".name")!;
    await userEvent.click(name);
    await expect.poll(() => all("skill-title").length).toBe(1);
    await expect.poll(() => (all("rate-comment")[0] as HTMLTextAreaElement | undefined)?.value).toBe("Half a thou");

    await one("rate-comment").fill("A whole thought.");
    await one("rate-submit").click();
    await expect.poll(() => all("rate-comment").length).toBe(0);
    // What was said is no draft any more.
    await expect.poll(() => kept(engine, id)).toBeNull();
    expect(all("my-rating")[0]!.textContent).toContain("A whole thought.");
  });

  it("is gone when it is given up", async () => {
    const engine = await open({ state: "rated", view: "ratings" });
    await expect.poll(() => states().length).toBe(3);
    const id = first("rating-row").dataset["skillId"]!;
    await one("rating-edit").first().click();
    await one("rate-comment").fill("Never mind");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => all("rate-comment").length).toBe(0);
    await expect.poll(() => kept(engine, id)).toBeNull();
  });
});
