/** The token's care in Settings: rotation, age, keychain, and the lines above the content. */
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import type { Ending, Problem, RotationReport, RotationStep } from "../../src/ipc";
import { NO_TOKEN } from "../../src/ipc/fake/token";
import type { State } from "../../src/ipc/fake/states";
import { all, answer, one, open } from "./harness";

beforeEach(() => localStorage.clear());

const settings = async (state: State) => {
  const engine = await open({ view: "settings", state });
  await expect.poll(() => all("setting-token-rotate").length).toBe(1);
  return engine;
};
/** Where each way to end is decided, for the engine and as it is shown. */
const FAILED: Partial<Record<Ending, RotationStep>> = {
  old_still_good: "revoke",
  nothing_changed: "create",
  went_back: "prove_socket",
  new_still_good: "retain",
  maybe_made: "create",
  keychain_unsure: "store",
};
const SHOWN: Partial<Record<Ending, string>> = {
  old_still_good: "revoke",
  nothing_changed: "make",
  went_back: "prove",
  new_still_good: "store",
  maybe_made: "make",
  keychain_unsure: "store",
};
const marks = () => all("rotate-step").map(({ dataset }) => dataset["mark"]);
const text = (id: string) => all(id)[0]?.textContent ?? "";
const rotate = async () => {
  await one("setting-token-rotate").click();
  await expect.poll(() => all("rotate-do").length).toBe(1);
};

describe("rotating the token", () => {
  it("says what will happen before it does, and is left by Escape without a request", async () => {
    const engine = await settings("live");
    const asked = answer(engine, "token_rotate", () => null);
    await rotate();
    const steps = [...document.querySelectorAll("dialog[open] li")].map((step) => step.textContent);
    expect(steps).toHaveLength(5);
    expect(steps[4]).toContain("revoked");
    expect(document.querySelector("dialog[open]")!.textContent).toContain("the old token stays in use");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => document.querySelector("dialog[open]")).toBeNull();
    expect(asked).not.toContain("token_rotate");
  });

  it("says that it is under way, once, and then that it is done", async () => {
    const engine = await settings("token-expires");
    let finish: (report: RotationReport) => void = () => {};
    const asked = answer(engine, "token_rotate", () => new Promise((resolve) => (finish = resolve)));
    await rotate();
    await one("rotate-do").click();
    await expect.poll(() => all("rotate-do")[0]?.getAttribute("aria-busy")).toBe("true");
    all("rotate-do")[0]!.click();
    expect(asked.filter((name) => name === "token_rotate")).toHaveLength(1);
    finish({ ending: "rotated", problem: null, failed_at: null, token: NO_TOKEN });
    await expect.poll(() => all("rotate-result")[0]?.dataset["ending"]).toBe("rotated");
    expect(text("rotate-result")).toContain("the old one is revoked");
    await one("rotate-close").click();
    await expect.poll(() => document.querySelector("dialog[open]")).toBeNull();
  });

  it("shows each step as it happens, and the one that failed with the way back", async () => {
    const engine = await settings("live");
    let finish: (report: RotationReport) => void = () => {};
    answer(engine, "token_rotate", () => new Promise((resolve) => (finish = resolve)));
    engine.emit({ event: "rotating", step: "create", came: null });
    await rotate();
    expect(marks(), "another's rotation is not shown").toEqual(["waits", "waits", "waits", "waits", "waits"]);
    await one("rotate-do").click();
    engine.emit({ event: "rotating", step: "create", came: null });
    await expect.poll(marks).toEqual(["runs", "waits", "waits", "waits", "waits"]);
    expect(document.querySelector("[aria-current=step]")!.textContent).toContain("makes a new token");
    engine.emit({ event: "rotating", step: "create", came: "done" });
    engine.emit({ event: "rotating", step: "keep", came: null });
    engine.emit({ event: "rotating", step: "keep", came: "done" });
    engine.emit({ event: "rotating", step: "prove", came: null });
    await expect.poll(marks).toEqual(["done", "runs", "waits", "waits", "waits"]);
    engine.emit({ event: "rotating", step: "prove", came: "failed" });
    engine.emit({ event: "rotating", step: "undo", came: null });
    await expect.poll(marks).toEqual(["done", "failed", "waits", "waits", "waits", "runs"]);
    finish({ ending: "went_back", problem: null, failed_at: "prove", token: NO_TOKEN });
    await expect.poll(marks).toEqual(["done", "failed", "waits", "waits", "waits", "done"]);
    expect(text("rotate-result")).toContain("Everything is as before");
  });

  it("goes on while another view is looked at, and shows then how far it is", async () => {
    const engine = await settings("live");
    answer(engine, "token_rotate", () => new Promise(() => {}));
    await rotate();
    await one("rotate-do").click();
    engine.emit({ event: "rotating", step: "switch", came: null });
    await userEvent.keyboard("{Escape}");
    await one("nav-sync").click();
    await one("nav-settings").click();
    await rotate();
    expect(marks()).toEqual(["done", "done", "done", "runs", "waits"]);
    expect(all("rotate-do")[0]!.getAttribute("aria-busy")).toBe("true");
  });

  it("tells each way it can end, with the reason, and offers to try again", async () => {
    const problem: Problem = {
      code: "server_error",
      message: "The marketplace answered 403.",
      hint: "This marketplace makes no token for yours.",
    };
    const endings: [Ending, string][] = [
      ["old_still_good", "still good"],
      ["nothing_changed", "Everything is as before: no new token was made"],
      ["went_back", "Everything is as before: the old token stays in use"],
      ["new_still_good", "still good"],
      ["maybe_made", "nobody knows"],
      ["keychain_unsure", "until the keychain answers"],
    ];
    for (const [ending, words] of endings) {
      const engine = await settings("live");
      answer(engine, "token_rotate", () => ({ ending, problem, failed_at: FAILED[ending], token: NO_TOKEN }));
      await rotate();
      await one("rotate-do").click();
      await expect.poll(() => all("rotate-result")[0]?.dataset["ending"]).toBe(ending);
      expect(text("rotate-result")).toContain(words);
      expect(text("rotate-result")).toContain("The marketplace answered 403.");
      const step = all("rotate-step").find((one) => one.dataset["mark"] === "failed")?.dataset["step"];
      expect(step, ending).toBe(SHOWN[ending]);
      const number = ["make", "prove", "store", "switch", "revoke"].indexOf(step!) + 1;
      expect(text("rotate-result")).toContain(`Step ${number} failed.`);
      expect(all("rotate-do").length, ending).toBe(ending === "old_still_good" ? 0 : 1);
    }
  });

  it("says whose refusal it is: that of the new token in its trial, else that of the one in use", async () => {
    const problem: Problem = { code: "token_rejected", message: "", hint: "" };
    for (const [ending, failed_at, words] of [
      ["went_back", "prove", "does not accept the new token"],
      ["nothing_changed", "create", "does not accept the token"],
    ] as const) {
      const engine = await settings("live");
      answer(engine, "token_rotate", () => ({ ending, problem, failed_at, token: NO_TOKEN }));
      await rotate();
      await one("rotate-do").click();
      await expect.poll(() => text("rotate-result")).toContain(words);
    }
  });

  it("shows a refusal to begin and keeps the dialog", async () => {
    const engine = await settings("live");
    answer(engine, "token_rotate", () => {
      throw { at: "", code: "busy", message: "The token is being rotated.", hint: "" };
    });
    await rotate();
    await one("rotate-do").click();
    await expect.poll(() => all("rotate-result")[0]?.dataset["ending"]).toBe("failed");
    expect(text("rotate-result")).toContain("being rotated");
  });

  it("is not offered for a token that is set elsewhere, which it says", async () => {
    await settings("env-locked");
    expect(all("setting-token-rotate")[0]).toHaveProperty("disabled", true);
    expect(document.getElementById("token-rotate-hint")!.textContent).toContain("outside of Skilldock");
  });

  it("says that the old token is still good, and goes on when asked", async () => {
    await settings("token-two");
    await expect.poll(() => all("token-open")[0]?.dataset["state"]).toBe("old_still_good");
    await one("token-open-do").click();
    await expect.poll(() => all("rotate-do").length).toBe(1);
  });
});

describe("the age of the token", () => {
  it("is said in Settings, with the end of a token that has one", async () => {
    await settings("live");
    await expect.poll(() => text("token-age")).toContain("In use for 12 days.");
    expect(text("token-age")).toContain("Expires in 12 days.");
    await settings("token-expired");
    await expect.poll(() => text("token-age")).toContain("Expired 2 days ago.");
  });

  it("is a line above the content that leads to the rotation, or is put off", async () => {
    for (const [state, words] of [
      ["token-old", "more than 90 days"],
      ["token-expires", "expires in 3 days"],
    ] as const) {
      await open({ state });
      await expect.poll(() => text("banner")).toContain(words);
      await one("banner").getByRole("button", { name: "Rotate the token…" }).click();
      await expect.poll(() => document.activeElement).toBe(all("setting-token-rotate")[0]);
      await one("banner-later").click();
      await expect.poll(() => all("banner").length).toBe(0);
    }
  });

  it("cannot be put off once the token has expired", async () => {
    await open({ state: "token-expired" });
    await expect.poll(() => all("banner")[0]?.dataset["kind"]).toBe("token_expired");
    expect(all("banner-later").length).toBe(0);
  });
});

describe("the keychain", () => {
  it("is tested when asked, and says that it works", async () => {
    await settings("live");
    expect(all("keychain-outcome").length).toBe(0);
    await one("setting-keychain-test").click();
    await expect.poll(() => all("keychain-outcome")[0]?.dataset["outcome"]).toBe("works");
  });

  it("that is not there: says so, that the token stays until the end, and how to get one here", async () => {
    await settings("keychain-absent");
    expect(document.getElementById("keychain-test-hint")!.textContent).toContain("kept until you quit, and in no file");
    await one("setting-keychain-test").click();
    await expect.poll(() => text("keychain-outcome")).toContain("none that can be reached");
    expect(text("keychain-advice")).toContain("Install GNOME Keyring");
  });

  it("that is locked is a line of its own, and no missing token", async () => {
    await open({ state: "keychain-locked" });
    await expect.poll(() => all("banner")[0]?.dataset["kind"]).toBe("keychain_waits");
    await one("banner").getByRole("button").click();
    await expect.poll(() => document.activeElement).toBe(all("setting-keychain-test")[0]);
    expect(all("keychain-outcome")[0]?.dataset["outcome"]).toBe("locked");
  });
});

describe("without a serious finding", () => {
  for (const state of ["token-old", "token-expired", "token-two", "keychain-absent", "keychain-locked"] as const)
    for (const theme of ["light", "dark", "contrast"])
      it(`${state}, ${theme}`, async () => {
        await settings(state);
        await one("setting-theme").selectOptions(theme);
        await one("setting-keychain-test").click();
        await expect.poll(() => all("setting-keychain-test")[0]?.getAttribute("aria-busy")).toBe("false");
        const found = (await axe.run(document.body)).violations.filter(({ impact }) => impact !== "minor");
        expect(found.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      });
});
