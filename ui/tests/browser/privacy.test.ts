/** The user's data here: encrypted or not, locked away, written out, erased. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { Memory } from "../../src/domain/memory.svelte";
import { Privacy } from "../../src/domain/privacy/privacy.svelte";
import { FakeEngine } from "../../src/ipc/fake";
import { all, answer, one, open } from "./harness";

const here = (id: string) => all(id)[0]!;

beforeEach(() => localStorage.clear());

describe("the key of the data", () => {
  it("in a locked keychain is said, and the window goes on by itself once it is there", async () => {
    const engine = await open({ state: "data-locked" });
    expect(here("data-locked").textContent).toContain("keychain");
    expect(all("data-anew")).toEqual([]);
    await userEvent.click(one("data-try"));
    await expect.poll(() => here("data-try").ariaBusy).not.toBe("true");
    expect(all("nav-discover")).toEqual([]);
    engine.privacy.unlock();
    engine.emit({ event: "config_changed" });
    await expect.poll(() => all("nav-discover").length).toBe(1);
  });

  it("that has no place to be kept is said with what to do, and the window goes on by itself once it has", async () => {
    const engine = await open({ state: "key-nowhere" });
    expect(here("data-locked").textContent).toContain("SKILLDOCK_ENCRYPTION is on");
    expect(here("data-locked").textContent).toContain("set the variable to auto");
    expect(all("data-anew")).toEqual([]);
    engine.privacy.unlock();
    engine.emit({ event: "config_changed" });
    await expect.poll(() => all("nav-discover").length).toBe(1);
  });

  it("that is lost is said, and nothing is put aside before somebody says so", async () => {
    const engine = await open({ state: "key-lost" });
    const asked = answer(engine, "open_data", () => null);
    await userEvent.click(one("data-anew"));
    expect(asked).not.toContain("start_anew");
    await userEvent.click(one("data-anew-do"));
    await expect.poll(() => all("nav-discover").length).toBe(1);
    expect(asked).toContain("start_anew");
  });
});

describe("Settings", () => {
  it("says whether the data are encrypted", async () => {
    await open({ view: "settings" });
    await expect.poll(() => all("encryption-state")[0]?.dataset["encrypted"]).toBe("true");
    await open({ view: "settings", state: "plain" });
    await expect.poll(() => all("encryption-state")[0]?.dataset["encrypted"]).toBe("false");
    expect(here("encryption-state").textContent).toContain("not encrypted");
    expect(here("setting-SKILLDOCK_ENCRYPTION").tagName).toBe("SELECT");
  });

  it("is not the only place that says the data are not encrypted, until somebody has read it", async () => {
    const engine = await open({ state: "plain" });
    await expect.poll(() => all("banner")[0]?.dataset["kind"]).toBe("plain");
    const asked = answer(engine, "set_ui_state", () => null);
    await userEvent.click(here("banner").querySelector("button")!);
    await expect.poll(() => all("banner")).toEqual([]);
    await expect.poll(() => asked).toContain("set_ui_state");
  });

  it("writes everything out to the file that is chosen, and nothing where none is", async () => {
    const engine = await open({ view: "settings" });
    await expect.poll(() => all("privacy-export").length).toBe(1);
    engine.privacy.file = null;
    await userEvent.click(one("privacy-export"));
    await expect.poll(() => here("privacy-export").ariaBusy).not.toBe("true");
    expect(all("privacy-exported")).toEqual([]);
    engine.privacy.file = "/home/ada/mine.json";
    await userEvent.click(one("privacy-export"));
    await expect
      .poll(() => all("privacy-exported")[0]?.textContent)
      .toContain("234 entries written to /home/ada/mine.json");
  });

  it("erases only after the word was typed, and says what was proved and what the marketplace has", async () => {
    const engine = await open({ view: "settings" });
    await expect.poll(() => all("privacy-erase").length).toBe(1);
    await userEvent.click(one("privacy-erase"));
    const sure = here("erase-sure") as HTMLButtonElement;
    expect(sure.disabled).toBe(true);
    await userEvent.fill(one("erase-word"), "eras");
    await userEvent.keyboard("{Enter}");
    expect(sure.disabled).toBe(true);
    expect(engine.privacy.erased).toBe(0);
    await userEvent.fill(one("erase-word"), "erase");
    await userEvent.click(one("erase-sure"));
    await expect.poll(() => all("erase-proof")[0]?.textContent).toContain("12 files searched, nothing found.");
    expect(here("erase-user-id").textContent).toContain("sha256:");
    expect(engine.privacy.erased).toBe(1);
  });

  it("keeps nothing of what the page still has in mind once it erases, and begins anew", async () => {
    let begun = 0;
    const memory = new Memory();
    const privacy = new Privacy(memory, () => begun++);
    const engine = await open();
    const asked = answer(engine, "set_ui_state", () => null);
    memory.set("list.discover", "before");
    privacy.ask();
    privacy.typed = "erase";
    await privacy.erase();
    memory.set("list.discover", "what I looked for");
    expect(asked.filter((name) => name === "set_ui_state")).toHaveLength(1);
    privacy.close();
    expect(begun).toBe(1);
  });

  it("says why nothing was erased, and keeps the question open", async () => {
    const engine = new FakeEngine("failed");
    await open({ engine, view: "settings" });
    await expect.poll(() => all("privacy-erase").length).toBe(1);
    await userEvent.click(one("privacy-erase"));
    await userEvent.fill(one("erase-word"), "ERASE");
    await userEvent.click(one("erase-sure"));
    await expect.poll(() => here("erase-dialog").textContent).toContain("Close the other Skilldock");
    expect(here("erase-dialog").dataset["step"]).toBe("asked");
  });
});
