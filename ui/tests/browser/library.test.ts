/** The library: its parts, an import that is looked at first, an export, and what is dropped on the window. */
import { beforeEach, describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";

import type { Boot, ImportReport } from "../../src/ipc";
import { all, answer, count, names, one, open } from "./harness";

const step = (id: string) => all(id)[0]?.dataset["step"];
const text = (id: string) => all(id)[0]?.textContent.replace(/\s+/g, " ") ?? "";

beforeEach(() => localStorage.clear());

async function choose(menu: string, item: string) {
  await one(menu).click();
  await one(item).click();
}

describe("the parts of the library", () => {
  it("are three lists with the filters of Discover", async () => {
    await open({ view: "library" });
    await expect.poll(count).toBe(5);
    await one("library-edited").click();
    await expect.poll(names).toEqual(["Calendar Gaps", "Bear Notes"]);
    await one("facet-type-nodejs_code").click();
    await expect.poll(names).toEqual(["Calendar Gaps"]);
    await one("library-local").click();
    await expect.poll(() => document.querySelector("[data-testid=library-local]")?.ariaSelected).toBe("true");
    await one("search").fill("garden");
    await one("facet-type-nodejs_code").click();
    await one("facet-type-nodejs_code").click();
    await expect.poll(names).toEqual(["Garden Diary"]);
    expect(all("facet-is-local"), "what the part is does not have to be asked for").toEqual([]);
  });

  it("are walked by the arrow keys, and remembered", async () => {
    const engine = await open({ view: "library" });
    all("library-favourite")[0]!.focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(document.activeElement).toBe(all("library-local")[0]);
    await expect.poll(names).toEqual(["Garden Diary"]);
    await userEvent.keyboard("{End}");
    expect(document.activeElement).toBe(all("library-edited")[0]);
    const { ui_state } = (await engine.invoke("boot")) as Boot;
    expect(ui_state["library_section"]).toBe("edited");
  });

  it("say what they are for where there is nothing in them", async () => {
    await open({ view: "library", state: "empty" });
    await one("library-local").click();
    await expect.element(page.getByText("Nothing of your own yet")).toBeVisible();
    await one("library-edited").click();
    await expect.element(page.getByText("No edited copies")).toBeVisible();
  });
});

describe("an import", () => {
  it("shows what would become of everything, with the reasons, and changes nothing when cancelled", async () => {
    const engine = await open({ view: "library" });
    await choose("import", "import-files");
    await expect.poll(() => step("import-dialog")).toBe("seen");
    expect(all("import-item").map((item) => item.dataset["fate"])).toEqual([
      "refused",
      "refused",
      "conflict",
      "updated",
      "added",
      "added",
      "unchanged",
    ]);
    for (const line of ["2 skills will be added.", "2 cannot be imported.", "revert it first"])
      expect(text("import-dialog")).toContain(line);
    const before = engine.all.length;
    await one("import-cancel").click();
    await expect.poll(() => all("import-dialog")).toEqual([]);
    expect(engine.all).toHaveLength(before);
  });

  it("is done after the yes, reports, and leads to what came in", async () => {
    await open({ view: "library" });
    await choose("import", "import-folder");
    await one("import-take").click();
    await expect.poll(() => step("import-dialog")).toBe("done");
    expect(text("import-dialog")).toContain("2 skills added");
    expect(all("import-refused")).toHaveLength(2);
    await one("import-show").click();
    await expect.poll(names).toContain("Tide Table");
    expect(document.querySelector("[data-testid=library-local]")?.ariaSelected).toBe("true");
  });

  it("offers nothing where nothing can be taken in", async () => {
    const engine = await open({ view: "library" });
    engine.library.found = [{ name: "notes.txt", fate: "refused", why: "It is no skill." }];
    await choose("import", "import-files");
    await expect.poll(() => step("import-dialog")).toBe("seen");
    expect(all("import-take")).toEqual([]);
    expect(text("import-dialog")).toContain("It is no skill.");
  });

  it("is not begun where nothing was chosen", async () => {
    const engine = await open({ view: "library" });
    engine.library.chosen = [];
    const asked = answer(engine, "boot", () => null);
    await choose("import", "import-files");
    await expect.poll(() => asked).toContain("choose_import");
    expect(asked).not.toContain("preview_import");
    expect(all("import-dialog")).toEqual([]);
  });

  it("that fails says why and can be tried again", async () => {
    await open({ view: "library", state: "failed" });
    await choose("import", "import-files");
    await expect.poll(() => step("import-dialog")).toBe("failed");
    await one("import-again").click();
    await expect.poll(() => step("import-dialog")).toBe("failed");
    await one("import-cancel").click();
    await expect.poll(() => all("import-dialog")).toEqual([]);
  });

  it("under way cannot be closed, and what is dropped meanwhile does not interrupt it", async () => {
    const engine = await open({ view: "library" });
    let done: (report: ImportReport) => void = () => {};
    answer(engine, "import_skills", () => new Promise((answered) => (done = answered)));
    await choose("import", "import-files");
    await one("import-take").click();
    await expect.poll(() => step("import-dialog")).toBe("importing");
    engine.drop({ over: false, paths: ["/home/ada/other.zip"] });
    expect(step("import-dialog")).toBe("importing");
    const conflicts = { detected: 0, resolved: 0, waiting: 0 };
    done({ total: 1, added: 1, updated: 0, unchanged: 0, refused: [], conflicts });
    await expect.poll(() => step("import-dialog")).toBe("done");
  });
});

describe("files over the window", () => {
  it("are announced, and looked at when dropped, in any view", async () => {
    const engine = await open({ view: "discover" });
    const requests: unknown[] = [];
    const real = engine.library.answers.preview_import;
    answer(engine, "preview_import", (request) => (requests.push(request), real({ paths: [] })));
    engine.drop({ over: true });
    await expect.poll(() => all("drop").length).toBe(1);
    engine.drop({ over: false, paths: [] });
    await expect.poll(() => all("drop").length).toBe(0);
    expect(requests, "taken away again").toEqual([]);
    engine.drop({ over: true });
    engine.drop({ over: false, paths: ["/home/ada/a.zip", "/home/ada/b"] });
    await expect.poll(() => step("import-dialog")).toBe("seen");
    expect(requests).toEqual([{ paths: ["/home/ada/a.zip", "/home/ada/b"] }]);
  });
});

describe("an export", () => {
  it("is of what is listed, words and filters included", async () => {
    const engine = await open({ view: "library" });
    const requests: { export: { search: { text: string; filters: { is: { include: string[] } } } } }[] = [];
    answer(engine, "export_skills", (request) => (requests.push(request as never), { skills: 1, files: 3, bytes: 9 }));
    await one("search").fill("sleep");
    await expect.poll(count).toBe(1);
    await choose("export", "export-listed-zip");
    await expect.poll(() => step("export-dialog")).toBe("done");
    expect(requests[0]!.export.search.text).toBe("sleep");
    expect(requests[0]!.export.search.filters.is.include).toEqual(["favourite"]);
    expect(text("export-dialog")).toContain("/home/ada/Favourites.zip");
    await one("export-close").click();
    await expect.poll(() => all("export-dialog")).toEqual([]);
  });

  it("may be of one skill, from its page", async () => {
    const engine = await open();
    const requests: unknown[] = [];
    answer(engine, "export_skills", (request) => (requests.push(request), { skills: 1, files: 1, bytes: 9 }));
    await one("search").fill("bear notes");
    await expect.poll(() => all("skill-title")[0]?.textContent).toBe("Bear Notes");
    await choose("skill-more", "skill-export-json");
    await expect.poll(() => requests).toHaveLength(1);
    const id = all("skill-detail")[0]!.dataset["skillId"];
    expect(requests[0]).toEqual({ export: { what: "skills", skill_ids: [id] }, to: "/home/ada/Bear Notes.json" });
  });

  it("that fails says why and can be tried again", async () => {
    const engine = await open({ view: "library" });
    let times = 0;
    answer(engine, "export_skills", () => {
      if (++times === 1) throw { code: "disk", message: "The disk is full.", hint: "Make room.", at: "" };
      return { skills: 5, files: 15, bytes: 9000 };
    });
    await choose("export", "export-all-folder");
    await expect.poll(() => step("export-dialog")).toBe("failed");
    expect(text("export-dialog")).toContain("The disk is full. Make room.");
    await one("export-again").click();
    await expect.poll(() => step("export-dialog")).toBe("done");
  });
});

describe("a menu", () => {
  it("opens with the focus on its first entry, moves by arrows, and gives the focus back", async () => {
    await open({ view: "library" });
    await expect.poll(count).toBe(5);
    all("import")[0]!.focus();
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => document.activeElement).toBe(all("import-files")[0]);
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(all("import-folder")[0]);
    await userEvent.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(all("import-files")[0]);
    await userEvent.keyboard("{Escape}");
    expect(document.activeElement).toBe(all("import")[0]);
    expect(all("import-files")).toEqual([]);
  });
});
