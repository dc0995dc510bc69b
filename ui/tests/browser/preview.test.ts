/** Leaving local-only mode: what it would do is shown first, and nothing is saved before the user says yes. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import type { SyncPreview } from "../../src/ipc";
import { all, answer, count, foreseen, one, open } from "./harness";

const SWITCH = "setting-ATOM_SAAS_ENABLED";
const step = () => all("preview")[0]?.dataset["step"];
const text = () => all("preview")[0]?.textContent ?? "";
const on = () => (all(SWITCH)[0] as HTMLInputElement).checked;

/** What was asked, without where the window stands, which is kept all the time. */
const but = (asked: string[]) => asked.filter((name) => name !== "set_ui_state");

beforeEach(() => localStorage.clear());

/** The settings in local-only mode with the switch turned, and what the engine was asked since. */
async function turned(how: (request: unknown) => unknown): Promise<string[]> {
  const engine = await open({ state: "local-only", view: "settings" });
  await expect.poll(() => all(SWITCH).length).toBe(1);
  const asked = answer(engine, "preview", how);
  await one(SWITCH).click();
  return asked;
}

describe("switching local-only mode off", () => {
  it("shows that the marketplace is asked, and can be cancelled", async () => {
    let late: (found: SyncPreview) => void = () => {};
    const asked = await turned(() => new Promise((found) => (late = found)));
    await expect.poll(step).toBe("busy");
    expect(text()).toContain("Asking the marketplace what would change here.");
    expect(all("preview-connect")).toEqual([]);
    expect(document.activeElement).toBe(all("preview-stay")[0]);
    expect(all("preview-stay")[0]!.textContent).toBe("Cancel");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => all("preview").length).toBe(0);
    await expect.poll(on, { message: "the switch stands where its value is" }).toBe(false);
    late(foreseen(1));
    expect(asked).not.toContain("set_setting");

    await one(SWITCH).click();
    await expect.poll(step, { message: "the late answer is not taken for this question's" }).toBe("busy");
  });

  it("shows what would be added, changed and in conflict, and saves nothing when told to stay", async () => {
    const asked = await turned(() => foreseen(4));
    await expect.poll(step).toBe("seen");
    for (const line of [
      "1,480 skills would be added.",
      "1 skill would be changed.",
      "0 skills would be removed.",
      "2 skills of your own or edited by you stay as they are.",
      "1 edit of yours ends, because the marketplace has the same.",
      "4 skills in conflict",
      "Your setting for this: Ask me.",
    ])
      expect(text()).toContain(line);
    expect(all("preview-conflict").map(({ textContent }) => textContent.replace(/\s+/g, " ").trim())).toEqual([
      "Skill 0 Critical The marketplace’s version would replace yours.",
      "Skill 1 High Your version would stay.",
      "Skill 2 Medium Both versions would be merged into one.",
      "Skill 3 Low It would wait for you to decide. Your version stays until then.",
    ]);
    expect(document.activeElement, "the button that stays").toBe(all("preview-stay")[0]);
    await one("preview-stay").click();
    await expect.poll(on).toBe(false);
    expect(all("preview")).toEqual([]);
    expect(but(asked)).toEqual(["preview"]);
  });

  it("saves after the yes, and only then", async () => {
    const asked = await turned(() => foreseen(1));
    await expect.poll(step).toBe("seen");
    expect(but(asked)).toEqual(["preview"]);
    await one("preview-connect").click();
    await expect.poll(() => but(asked)[1]).toBe("set_setting");
    await expect.poll(() => all(`setting-source-ATOM_SAAS_ENABLED`)[0]!.dataset["source"]).toBe("settings");
    expect(on()).toBe(true);
  });

  it("asks the same before it goes back to the default, which is connected", async () => {
    const engine = await open({ state: "local-only", view: "settings" });
    const asked = answer(engine, "preview", () => foreseen(1));
    const back = '[aria-label="Back to the default: true"]';
    await expect.poll(() => document.querySelector(back)).not.toBeNull();
    await userEvent.click(document.querySelector(back)!);
    await expect.poll(step).toBe("seen");
    await one("preview-stay").click();
    expect(but(asked)).toEqual(["preview"]);
  });

  it("shows twenty conflicts and the number of the others", async () => {
    await turned(() => foreseen(1523));
    await expect.poll(() => all("preview-conflict").length).toBe(20);
    expect(text()).toContain("1,523 skills in conflict");
    expect(text()).toContain("and 1,503 more");
  });

  it("says so where nothing would change", async () => {
    const none = { added: 0, updated: 0, unchanged: 12, deleted: 0, held: 0, rejected: 0 };
    await turned(() => ({ ...foreseen(0), skills: none, own_kept: 0, own_ended: 0 }));
    await expect.poll(step).toBe("seen");
    expect(text()).toContain("Nothing here would change");
    expect(text()).not.toContain("would be added");
    await one("preview-connect").click();
    await expect.poll(() => all("preview").length).toBe(0);
  });

  it("shows why it could not be found out, tries again, and goes on when told to", async () => {
    let times = 0;
    const asked = await turned(() => {
      if (++times === 2) return foreseen(0);
      throw { code: "unreachable", message: "Connection refused.", hint: "Check it.", at: "2026-01-01T00:00:00Z" };
    });
    await expect.poll(step).toBe("failed");
    const alert = () => document.querySelector("[data-testid=preview] [role=alert]")?.textContent;
    expect(alert()).toContain("Connection refused. Check it.");
    expect(all("preview-stay")[0]!.textContent).toBe("Stay local");
    await one("preview-again").click();
    await expect.poll(step).toBe("seen");
    await one("preview-stay").click();
    await expect.poll(on).toBe(false);
    await one(SWITCH).click();
    await expect.poll(step).toBe("failed");
    expect(but(asked)).toEqual(["preview", "preview", "preview"]);
    await one("preview-connect").click();
    await expect.poll(() => but(asked).at(-1)).not.toBe("preview");
    expect(asked).toContain("set_setting");
  });
});

describe("connecting by the form", () => {
  it("asks about the marketplace that was typed in, then connects", async () => {
    const engine = await open({ state: "local-only", view: "settings" });
    const requests: unknown[] = [];
    const asked = answer(engine, "preview", (request) => (requests.push(request), foreseen(2)));
    await one("setting-ATOM_SAAS_ENABLED").element();
    [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Connect to another…")!.click();
    await one("onboarding-connect").click();
    await one("onboarding-url").fill("https://market.example.org");
    await one("onboarding-token").fill("a-token-of-some-length");
    await one("onboarding-save").click();
    await expect.poll(() => all("preview-conflict").length).toBe(2);
    expect(requests).toEqual([{ url: "https://market.example.org", token: "a-token-of-some-length" }]);
    await one("preview-stay").click();
    await expect.poll(() => all("onboarding-save")[0]?.getAttribute("aria-busy")).toBe("false");
    expect(asked).not.toContain("connect");
    expect((all("onboarding-url")[0] as HTMLInputElement).value, "what was typed stays").toBe(
      "https://market.example.org",
    );
    await one("onboarding-save").click();
    await one("preview-connect").click();
    await expect.poll(count).toBe(40);
    expect(asked).toContain("connect");
  });

  it("asks nothing on the first run, nor from a marketplace to another", async () => {
    for (const state of ["first-run", "live"] as const) {
      const engine = await open({ state, view: "settings" });
      const asked = answer(engine, "preview", () => foreseen(1));
      if (state === "live") {
        const other = () =>
          [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Connect to another…");
        await expect.poll(other).toBeTruthy();
        other()!.click();
      }
      await one("onboarding-connect").click();
      await one("onboarding-url").fill("https://market.example.org");
      await one("onboarding-save").click();
      await expect.poll(() => asked).toContain("connect");
      expect(asked).not.toContain("preview");
    }
  });
});
