/** Review before it lands, as somebody decides it: the queue, the differences, the answers and the ways back. */
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { FakeEngine } from "../../src/ipc/fake";
import type { State } from "../../src/ipc/fake/states";
import { all, answer, one, open } from "./harness";

const text = (id: string) => all(id)[0]?.textContent ?? "";
const shown = () => all("update-detail")[0]?.dataset["skillId"];
const waiting = () => Number(all("updates-count")[0]?.dataset["count"]);

async function queue(options: { engine?: FakeEngine; narrow?: boolean; state?: State; rows?: number } = {}) {
  const engine = await open({ state: "updates", view: "updates", ...options });
  await expect.poll(() => all("update-row").length).toBeGreaterThan(0);
  return engine;
}

describe("what waits", () => {
  it("is said in the rail, in Sync and in the library, and each leads to the queue", async () => {
    await open({ state: "updates", view: "sync" });
    expect(text("nav-sync")).toContain("3 updates wait for your review");
    expect(text("updates-waiting")).toContain("3 updates wait for your review");
    await one("updates-review").click();
    await expect.poll(() => all("update-row").length).toBe(3);
    await one("nav-library").click();
    await one("updates-review").click();
    await expect.poll(() => waiting()).toBe(3);
  });

  it("is said on the skill's own page, which leads to the one update", async () => {
    const engine = new FakeEngine("updates", 40);
    const id = (await engine.invoke("updates", { request: { skipped: false, offset: 0, limit: 50 } })) as {
      updates: { skill_id: string }[];
    };
    const last = id.updates.at(-1)!.skill_id;
    await open({ engine, view: `discover/${last}` });
    await expect.poll(() => text("skill-update")).toContain("waits for your review");
    await one("skill-review").click();
    await expect.poll(shown).toBe(last);
  });

  it("is told nowhere where nothing waits, and the empty view leads to the setting", async () => {
    await open({ state: "live", view: "sync" });
    expect(all("updates-waiting")).toHaveLength(0);
    location.hash = "#/updates";
    await one("updates-setting").click();
    await expect
      .poll(() => document.activeElement?.getAttribute("data-testid"))
      .toBe("setting-SKILLDOCK_REVIEW_UPDATES");
  });

  it("of a thousand draws only what is seen and scrolls to the last", async () => {
    await queue({ state: "updates-many", rows: 3000 });
    expect(all("update-row").length).toBeLessThan(40);
    const box = all("update-row")[0]!.closest<HTMLElement>(".scroller")!;
    await expect
      .poll(
        () => {
          box.scrollTop = 1e6;
          return Number(all("update-row").at(-1)?.getAttribute("aria-posinset"));
        },
        { timeout: 15_000 },
      )
      .toBe(1000);
  });
});

/** Until all of what is open can be seen: before that nothing is decided about it. */
async function looked() {
  await expect.poll(() => all("diff").length).toBe(1);
  await expect.poll(() => all("update-accept")[0]?.ariaDisabled).toBe("false");
}

describe("an update", () => {
  it("says its versions, packages, command and code before the differences", async () => {
    await queue();
    const rows = all("update-row");
    for (const row of rows) {
      row.querySelector("button")!.click();
      await expect.poll(shown).toBe(row.dataset["skillId"]);
      await looked();
    }
    expect(text("update-versions")).toMatch(/\d → \d/);
    expect(text("update-python_packages")).toContain("requests>=2.32");
    await expect.poll(() => text("update-code")).toMatch(/\+\d+/);
    expect(text("update-adds")).toContain("subprocess.run");
    expect(all("diff-field-code")).toHaveLength(1);
  });

  it("is accepted, said, and taken back", async () => {
    await queue();
    await expect.poll(shown).toBeTruthy();
    const id = shown();
    await looked();
    await one("update-accept").click();
    await expect.poll(waiting).toBe(2);
    expect(text("updates-said")).toContain("is in place");
    await expect.poll(shown).not.toBe(id);
    await one("updates-undo").click();
    await expect.poll(waiting).toBe(3);
    await expect.poll(shown).toBe(id);
  });

  it("that changed since it was looked at is not accepted: the other is shown first", async () => {
    const engine = await queue();
    await looked();
    const id = shown()!;
    const skill = engine.all.find(({ row }) => row.skill_id === id)!;
    const asked: string[] = [];
    const invoke = engine.invoke.bind(engine);
    engine.invoke = async (name, args) => {
      // Published in the very moment the button is pressed.
      if (name === "accept_update" && !asked.includes(name)) engine.updates.publish(skill, { code: "unseen()" });
      asked.push(name);
      return invoke(name, args);
    };
    await one("update-accept").click();
    await expect.poll(() => text("update-moved")).toContain("Nothing was done");
    expect(waiting()).toBe(3);
    await expect.poll(() => text("diff")).toContain("unseen()");
  });

  it("is skipped, stays away, and can be asked about again", async () => {
    await queue();
    await looked();
    await one("update-skip").click();
    await expect.poll(waiting).toBe(2);
    await one("updates-skipped").click();
    await expect.poll(() => all("update-row").length).toBe(1);
    await expect.poll(() => all("update-ask-again").length).toBe(1);
    await one("update-ask-again").click();
    await expect.poll(waiting).toBe(3);
  });

  it("is decided by keyboard alone: next, accept, skip and undo", async () => {
    await queue();
    await looked();
    const first = shown();
    await userEvent.keyboard("n");
    await expect.poll(shown).not.toBe(first);
    await expect.poll(() => document.activeElement?.getAttribute("role")).toBe("region");
    await userEvent.keyboard("p");
    await expect.poll(shown).toBe(first);
    await expect.poll(() => all("update-accept")[0]?.getAttribute("aria-disabled")).toBe("false");
    await userEvent.keyboard("a");
    await expect.poll(waiting).toBe(2);
    await expect.poll(() => all("update-accept")[0]?.getAttribute("aria-disabled")).toBe("false");
    await userEvent.keyboard("s");
    await expect.poll(waiting).toBe(1);
    await userEvent.keyboard("u");
    await expect.poll(waiting).toBe(2);
  });
});

describe("all of them", () => {
  it("are accepted after a question that says how many, and taken back", async () => {
    await queue();
    await one("updates-accept-all").click();
    await expect.poll(() => document.querySelector("dialog[open]")?.textContent).toContain("Accept 3 updates?");
    await one("updates-all-cancel").click();
    expect(waiting()).toBe(3);
    await one("updates-accept-all").click();
    await one("updates-all-accept").click();
    await expect.poll(() => all("updates-count").length, { message: "none waits" }).toBe(0);
    expect(text("updates-said")).toContain("3 updates are in place");
    await one("updates-undo").click();
    await expect.poll(waiting).toBe(3);
  });
});

describe("the setting", () => {
  it("says what lands before it is turned off, and does nothing on no", async () => {
    const engine = await open({ state: "updates", view: "settings" });
    const asked = answer(engine, "boot", () => engine.invoke("boot"));
    const control = one("setting-SKILLDOCK_REVIEW_UPDATES");
    await control.click();
    await expect.poll(() => document.querySelector("dialog[open]")?.textContent).toContain("3 updates are kept back");
    await one("review-end-cancel").click();
    expect(asked).not.toContain("set_setting");
    await expect.poll(() => engine.updates.waiting).toBe(3);
    await control.click();
    await one("review-end").click();
    await expect.poll(() => engine.updates.waiting).toBe(0);
  });
});

describe("every state", () => {
  const STATES: [State, number?][] = [["updates"], ["live"], ["loading"], ["failed"], ["updates-many", 3000]];
  for (const theme of ["light", "dark", "contrast"])
    it(`has no serious finding in the ${theme} theme`, async () => {
      for (const [state, rows] of STATES) {
        for (const narrow of [false, true]) {
          const engine = new FakeEngine(state, rows ?? 40, { theme });
          await open({ engine, state, view: "updates", narrow });
          if (state === "updates" && !narrow) await looked();
          const { violations } = await axe.run(document.body, { resultTypes: ["violations"] });
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          expect(serious.map(({ id, nodes }) => [state, id, nodes[0]?.html])).toEqual([]);
        }
      }
    });

  it("says why it failed and tries again", async () => {
    await open({ state: "failed", view: "updates" });
    await expect.poll(() => document.body.textContent).toContain("Try again");
    expect(all("update-row")).toHaveLength(0);
  });
});
