/** Editing: nothing typed is lost, what is wrong says so, and going back names what is lost. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { FakeEngine } from "../../src/ipc/fake";
import { all, answer, count, names, one, open } from "./harness";

const text = (id: string) => all(id)[0]?.textContent.replace(/\s+/g, " ").trim() ?? "";
const value = (id: string) => (all(id)[0] as HTMLInputElement).value;
const saves = () => (all("edit-save")[0] as HTMLButtonElement).disabled;

beforeEach(() => localStorage.clear());

async function show(words: string, title: string) {
  await one("search").fill(words);
  await expect.poll(() => text("skill-title")).toBe(title);
}

async function edit(words: string, title: string, engine?: FakeEngine): Promise<FakeEngine> {
  const opened = await open(engine ? { engine } : {});
  await show(words, title);
  await one("skill-edit").click();
  // The first one loads the editor.
  await expect.poll(() => all("edit-code").length, { timeout: 10_000 }).toBe(1);
  return opened;
}

describe("an edit", () => {
  it("is kept as a draft with every pause, and is there after a crash", async () => {
    const engine = await edit("explain reader", "Postgres Explain Reader");
    expect(saves(), "there is nothing to save yet").toBe(true);
    await one("edit-description").fill("Reads a plan aloud.");
    await expect.poll(() => text("edit-state")).toContain("Draft kept");
    const id = all("editor")[0]!.dataset["skillId"]!;
    expect(JSON.parse(engine.library.drafts.get(`edit:${id}`)!.value)).toEqual({ description: "Reads a plan aloud." });

    // The window is gone without a word; another one begins on the same engine.
    await open({ engine });
    await show("explain reader", "Postgres Explain Reader");
    await expect.poll(() => all("skill-edit")[0]!.textContent.trim()).toBe("Continue editing");
    await one("skill-edit").click();
    await expect.poll(() => value("edit-description")).toBe("Reads a plan aloud.");
    expect(text("edit-state")).toContain("Your draft from");
  });

  it("keeps what was typed last even where one leaves at once", async () => {
    const engine = await edit("explain reader", "Postgres Explain Reader");
    await one("edit-name").fill("Plan Reader");
    await one("nav-library").click();
    await expect.poll(count).toBe(5);
    await expect
      .poll(() => [...engine.library.drafts.values()].map(({ value }) => JSON.parse(value)))
      .toEqual([{ name: "Plan Reader" }]);
  });

  it("is saved by Ctrl+S, shows its badge, and leaves no draft", async () => {
    const engine = await open();
    // The search field was asked for once; that is over when the editor is left.
    await userEvent.keyboard("/");
    await show("explain reader", "Postgres Explain Reader");
    await one("skill-edit").click();
    await expect.poll(() => all("edit-code").length, { timeout: 10_000 }).toBe(1);
    await one("edit-tags").fill("postgres, plans");
    await userEvent.keyboard("{Control>}s{/Control}");
    await expect.poll(() => all("editor")).toEqual([]);
    await expect.poll(() => document.activeElement?.getAttribute("role")).toBe("listbox");
    await expect.poll(() => all("skill-origin")[0]?.dataset["origin"]).toBe("edited");
    expect(engine.library.drafts.size).toBe(0);
    expect(engine.all.find(({ row }) => row.name === "Postgres Explain Reader")!.tags).toEqual(["postgres", "plans"]);
  });

  it("takes code as it is typed, with undo", async () => {
    const engine = await edit("explain reader", "Postgres Explain Reader");
    await one("edit-code").click();
    await userEvent.keyboard("{Control>}{Home}{/Control}# Mine.{Enter}");
    await expect.poll(() => text("edit-state")).toContain("Draft kept");
    const draft = () => engine.library.drafts.values().next().value?.value ?? "{}";
    expect((JSON.parse(draft()) as { code: string }).code).toMatch(/^# Mine\.\n"""Find/);
    await userEvent.keyboard("{Control>}zz{/Control}");
    await expect.poll(() => text("edit-state")).toBe("No changes");
    expect(engine.library.drafts.size).toBe(0);
  });

  it("that cannot be saved stays, says why, and is a draft all the same", async () => {
    const engine = await edit("explain reader", "Postgres Explain Reader");
    answer(engine, "save_skill", () => {
      throw { code: "disk", message: "The disk is full.", hint: "Make room on the disk.", at: "" };
    });
    await one("edit-version").fill("1.0.0");
    await one("edit-save").click();
    await expect.poll(() => document.querySelector("[role=alert]")?.textContent).toContain("your draft is kept");
    expect(value("edit-version")).toBe("1.0.0");
    expect(engine.library.drafts.size).toBe(1);
  });

  it("says at each field what is wrong with it, and does not save it", async () => {
    await edit("explain reader", "Postgres Explain Reader");
    await one("edit-name").fill(" ");
    await expect.poll(() => text("edit-fault-name")).toBe("This must not be empty.");
    expect(all("edit-name")[0]!.getAttribute("aria-invalid")).toBe("true");
    document.querySelector("summary")!.click();
    await one("edit-metadata").fill("{");
    await expect.poll(() => text("edit-fault-metadata")).toContain("not valid JSON");
    await one("edit-metadata").fill("[]");
    await expect.poll(() => text("edit-fault-metadata")).toContain("must be an object");
    expect(saves()).toBe(true);
    await one("edit-name").fill("Plan Reader");
    await one("edit-metadata").fill("");
    await expect.poll(saves).toBe(false);
  });

  it("shows what was changed, what is not saved included", async () => {
    await edit("bear notes", "Bear Notes");
    await one("edit-description").fill("Finds notes.");
    await one("edit-changes").click();
    await expect.poll(() => text("diff-field-description")).toContain("Finds notes.");
    expect(all("diff-field-tags")).toHaveLength(1);
    expect(all("diff")[0]!.dataset["layout"]).toBe("split");
    await one("edit-description").fill("Finds all notes.");
    await expect.poll(() => text("diff-field-description")).toContain("Finds all notes.");
  });

  it("can be given up after a question", async () => {
    const engine = await edit("explain reader", "Postgres Explain Reader");
    await one("edit-category").fill("databases");
    await one("edit-discard").click();
    await one("edit-discard-yes").click();
    await expect.poll(() => value("edit-category")).toBe("data");
    await expect.poll(() => engine.library.drafts.size).toBe(0);
  });

  it("that leads into a conflict says so on the skill's page", async () => {
    const engine = await open();
    const skill = engine.all.find(({ row }) => row.badges.includes("conflict"))!;
    await show(skill.row.name, skill.row.name);
    await one("skill-edit").click();
    await one("edit-description").fill("Mine.");
    await one("edit-save").click();
    await expect.poll(() => all("saved-conflict")[0]?.dataset["conflict"]).toBe("12");
  });
});

describe("a new skill", () => {
  it("that is typed on while it is saved is one skill, and what was typed is its draft", async () => {
    const engine = await open({ view: "library" });
    const real = engine.library.answers.save_skill;
    let finish = () => {};
    const gate = new Promise<void>((open) => (finish = open));
    answer(engine, "save_skill", async (request) => (await gate, real(request as never)));
    await one("skill-new").click();
    await one("edit-name").fill("Tide");
    await expect.poll(saves).toBe(false);
    await one("edit-save").click();
    await one("edit-name").fill("Tide Table");
    finish();
    await expect.poll(() => all("editor")[0]?.dataset["skillId"]).toMatch(/^1000/);
    await expect
      .poll(() => [...engine.library.drafts])
      .toMatchObject([[`edit:${all("editor")[0]!.dataset["skillId"]}`, { value: '{"name":"Tide Table"}' }]]);
    await one("edit-save").click();
    await expect.poll(() => all("editor")).toEqual([]);
    expect(engine.all.filter(({ row }) => row.name.startsWith("Tide")).map(({ row }) => row.name)).toEqual([
      "Tide Table",
    ]);
  });

  it("needs a name, is kept as a draft, and stands among mine", async () => {
    const engine = await open({ view: "library" });
    await one("skill-new").click();
    await expect.poll(() => document.activeElement).toBe(all("edit-name")[0]);
    expect(all("edit-fault-name"), "nothing is wrong before anything was written").toEqual([]);
    await one("edit-description").fill("When the tide comes.");
    await expect.poll(() => text("edit-fault-name")).toBe("This must not be empty.");
    await one("edit-back").click();
    await expect.poll(() => text("skill-new")).toBe("Continue new skill");
    await one("skill-new").click();
    await expect.poll(() => value("edit-description")).toBe("When the tide comes.");
    await one("edit-name").fill("Tide Table");
    await expect.poll(saves).toBe(false);
    await one("edit-save").click();
    await expect.poll(names).toContain("Tide Table");
    await expect.poll(() => text("skill-title")).toBe("Tide Table");
    expect(engine.library.drafts.size).toBe(0);
    expect(engine.all.at(-1)!.row.badges).toEqual(["local"]);
  });

  it("may be a copy of one that is here", async () => {
    await open();
    await show("bear notes", "Bear Notes");
    await one("skill-more").click();
    await one("skill-duplicate").click();
    await expect.poll(names).toEqual(expect.arrayContaining(["Bear Notes", "Garden Diary"]));
    await expect.poll(() => all("skill-origin")[0]?.dataset["origin"]).toBe("local");
  });
});

describe("going back to the marketplace's copy", () => {
  it("names what is lost, and does it after the yes", async () => {
    const engine = await open();
    await show("bear notes", "Bear Notes");
    await one("skill-more").click();
    await one("skill-revert").click();
    await expect
      .poll(() => all("revert-lost").map(({ textContent }) => textContent.trim().split(/\s/)[0]))
      .toEqual(["Description", "Tags", "Code"]);
    await one("revert-yes").click();
    await expect.poll(() => all("skill-origin")).toEqual([]);
    expect(engine.all.find(({ row }) => row.name === "Bear Notes")!.row.badges).not.toContain("edited");
  });

  it("of a skill that is only here deletes it, and says so", async () => {
    const engine = await open({ view: "library" });
    await one("library-local").click();
    await expect.poll(() => text("skill-title")).toBe("Garden Diary");
    await one("skill-more").click();
    await one("skill-revert").click();
    expect(text("revert-dialog")).toContain("This skill exists only here");
    await one("revert-yes").click();
    await expect.poll(() => engine.all.some(({ row }) => row.name === "Garden Diary")).toBe(false);
  });
});

describe("the history", () => {
  async function history(words: string, title: string, narrow = false) {
    const engine = await open({ narrow });
    await one("search").fill(words);
    if (narrow) {
      await expect.poll(() => names()[0]).toBe(title);
      await one("skill-row").first().click();
    }
    await expect.poll(() => text("skill-title")).toBe(title);
    await one("tab-history").click();
    return engine;
  }

  it("has every version, says where mine began, and compares mine with that at first", async () => {
    await history("bear notes", "Bear Notes");
    await expect
      .poll(() => all("history-entry").map(({ dataset }) => dataset["whose"]))
      .toEqual(["mine", "marketplace", "past", "past"]);
    expect(text("history-entry")).toContain("Description, Tags, Code");
    expect(value("history-before")).toBe("marketplace");
    expect(value("history-after")).toBe("mine");
    await expect.poll(() => all("diff-field-code").length).toBe(1);
  });

  it("compares any two, and opens what is folded", async () => {
    await history("explain reader", "Postgres Explain Reader");
    await expect.poll(() => all("history-entry").length).toBe(3);
    await one("history-before").selectOptions("past:1");
    await one("history-after").selectOptions("marketplace");
    await expect.poll(() => text("diff-field-version")).toContain("0.1.0");
    expect(all("diff")[0]!.dataset["layout"]).toBe("unified");
    const rows = () => all("diff-field-code")[0]!.querySelectorAll("tr").length;
    const before = rows();
    await one("diff-fold").first().click();
    await expect.poll(rows).toBeGreaterThan(before);
    await one("history-before").selectOptions("marketplace");
    await expect.poll(() => document.querySelector("#skill-panel")!.textContent).toContain("one and the same version");
  });

  it("is in one column on a narrow window", async () => {
    await history("explain reader", "Postgres Explain Reader", true);
    await expect.poll(() => all("diff")[0]?.dataset["layout"]).toBe("unified");
  });

  it("says so where there is nothing to compare", async () => {
    await history("garden diary", "Garden Diary");
    await expect.poll(() => document.querySelector("#skill-panel")!.textContent).toContain("no other version");
    expect(all("diff")).toEqual([]);
  });

  it("that cannot be read says why, and can be read again", async () => {
    const engine = await open();
    await show("bear notes", "Bear Notes");
    let times = 0;
    const real = engine.library.answers.history;
    const skill_id = all("skill-detail")[0]!.dataset["skillId"]!;
    answer(engine, "history", () => {
      if (++times > 1) return real({ skill_id });
      throw { code: "disk", message: "", hint: "", at: "" };
    });
    await one("tab-history").click();
    await expect.poll(() => document.querySelector("#skill-panel [role=alert]")).not.toBeNull();
    document.querySelector<HTMLElement>("#skill-panel [role=alert] button")!.click();
    await expect.poll(() => all("history-entry").length).toBe(4);
  });
});
