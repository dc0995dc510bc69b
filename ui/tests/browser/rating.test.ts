/** The user's own rating of a skill, on its own: what is said of it, and what becomes of that. */
import { flushSync, mount, unmount } from "svelte";
import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import "../../src/shared/base.css";
import "../../src/shared/tokens.css";
import { FakeEngine } from "../../src/ipc/fake";
import type { State } from "../../src/ipc/fake/states";
import { call, useTransport, type MyRating } from "../../src/ipc";
import Host from "./RateHost.svelte";
import { all, one } from "./harness";

let close: (() => void) | undefined;
afterEach(() => close?.());

const state = () => all("my-rating")[0]?.dataset["state"];
const checked = () => document.querySelector("[role=radio][aria-checked=true]")?.getAttribute("data-testid");

/** A page with the first skill's rating on it, as the skill's page has it. */
async function page(from: State, change: (engine: FakeEngine) => void = () => {}) {
  const engine = new FakeEngine(from);
  change(engine);
  useTransport(engine);
  const id = engine.all[0]!.row.skill_id;
  const target = document.createElement("main");
  document.body.append(target);
  const host = mount(Host, { target, props: { id } });
  flushSync();
  close = () => {
    void unmount(host);
    target.remove();
  };
  await expect.poll(() => all("my-rating").length).toBe(1);
  return { engine, mine: async (): Promise<MyRating | null> => (await call("skill", { skill_id: id })).my_rating };
}

describe("rating a skill", () => {
  it("takes one click, and says that it was sent", async () => {
    const { mine } = await page("live");
    expect(state()).toBe("none");
    await one("rate-star-4").click();
    await expect.poll(state).toBe("sent");
    expect(checked()).toBe("rate-star-4");
    expect(await mine()).toMatchObject({ rating: 4, comment: null });
  });

  it("takes a key from 1 to 5, but not while something is typed", async () => {
    const { mine } = await page("live");
    await userEvent.keyboard("3");
    await expect.poll(checked).toBe("rate-star-3");
    await expect.poll(() => all("rate-comment").length).toBe(1);
    await one("rate-comment").fill("");
    await one("rate-comment").click();
    await userEvent.keyboard("5 stars for the name");
    await one("rate-submit").click();
    await expect.poll(async () => (await mine())?.comment).toBe("5 stars for the name");
    expect(checked()).toBe("rate-star-3");
  });

  it("moves between the stars with the arrows and chooses with Enter or Space", async () => {
    const { mine } = await page("live");
    all("rate-star-1")[0]!.focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(document.activeElement).toBe(all("rate-star-3")[0]);
    expect(await mine(), "looking is not choosing").toBeNull();
    await userEvent.keyboard("{End}{ArrowRight}{Enter}");
    await expect.poll(checked).toBe("rate-star-5");
  });

  it("keeps the comment when only the stars change", async () => {
    const { mine } = await page("live");
    await one("rate-star-2").click();
    await one("rate-comment").fill("  Too slow.  ");
    await one("rate-submit").click();
    await expect.poll(() => document.querySelector(".said")?.textContent).toBe("Too slow.");
    await one("rate-star-5").click();
    await expect.poll(async () => (await mine())?.rating).toBe(5);
    expect((await mine())?.comment).toBe("Too slow.");
  });

  it("does not take a comment that is longer than the marketplace takes", async () => {
    await page("live");
    await one("rate-star-2").click();
    await one("rate-comment").fill("x".repeat(1001));
    expect(all("rate-submit")[0]).toHaveProperty("disabled", true);
    expect(all("my-rating")[0]!.textContent).toContain("1 character too many");
    await one("rate-comment").fill("x".repeat(1000));
    expect(all("rate-submit")[0]).toHaveProperty("disabled", false);
  });

  it("is kept while there is no connection, and says that it waits", async () => {
    await page("offline");
    await one("rate-star-4").click();
    await expect.poll(state).toBe("waiting");
    expect(all("rating-retry")).toEqual([]);
  });

  it("says why it was not sent, and is tried again or discarded", async () => {
    const { mine } = await page("needs-you");
    await one("rate-star-4").click();
    await expect.poll(state).toBe("failed");
    expect(all("my-rating")[0]!.textContent).toContain("answered 422");
    await one("rating-discard").click();
    await expect.poll(state).toBe("none");
    expect(checked()).toBeUndefined();
    expect(await mine()).toBeNull();
    await one("rate-star-4").click();
    await expect.poll(state).toBe("failed");
    await one("rating-retry").click();
    await expect.poll(state).toBe("sent");
    await one("rate-star-1").click();
    await expect.poll(state).toBe("failed");
    await one("rating-discard").click();
    await expect.poll(state, { message: "what the marketplace has of mine is back" }).toBe("sent");
    expect(checked()).toBe("rate-star-4");
  });

  it("says that the marketplace does not take changes yet", async () => {
    await page("partial");
    await one("rate-star-4").click();
    await expect.poll(state).toBe("sent");
    await one("rate-star-2").click();
    await expect.poll(state).toBe("not_accepted");
    expect(all("my-rating")[0]!.textContent).toContain("not accepted by the marketplace yet");
  });

  it("shows what was there again when it could not be kept, and says why", async () => {
    await page("failed");
    await one("rate-star-4").click();
    await expect.poll(() => document.querySelector("[role=alert]")?.textContent).toContain("its files");
    expect(checked()).toBeUndefined();
  });

  it("sends two clicks one after the other, so that the later counts", async () => {
    const { mine } = await page("live", (engine) => {
      const real = engine.invoke.bind(engine);
      engine.invoke = async (command, args) => {
        const slow = command === "rate" && (args?.["request"] as { rating: number }).rating === 1;
        if (slow) await new Promise((done) => setTimeout(done, 200));
        return real(command, args);
      };
    });
    await one("rate-star-1").click();
    await one("rate-star-5").click();
    await expect.poll(async () => (await mine())?.rating).toBe(5);
    await expect.poll(state).toBe("sent");
    expect(checked()).toBe("rate-star-5");
  });

  it("has nothing serious for axe, whatever became of it", async () => {
    for (const from of ["live", "needs-you", "partial"] as const) {
      close?.();
      await page(from);
      await one("rate-star-4").click();
      await expect.poll(state).toMatch(/sent|failed/);
      for (const theme of ["light", "dark"]) {
        Object.assign(document.documentElement.dataset, { theme, scheme: theme });
        const { violations } = await axe.run(document.querySelector("main")!, { resultTypes: ["violations"] });
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        expect(serious.map(({ id, nodes }) => `${from}, ${theme}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      }
    }
  });
});
