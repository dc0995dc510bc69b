/** The conflicts as somebody decides them: every state, by pointer and by keyboard. */
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { FakeEngine } from "../../src/ipc/fake";
import type { State } from "../../src/ipc/fake/states";
import { all, answer, one, open } from "./harness";

const title = () => all("conflict-title")[0]?.textContent;
const data = (id: string, name: string) => all(id)[0]?.dataset[name];
const text = (id: string) => all(id)[0]?.textContent ?? "";

async function conflict(id: number, options: { engine?: FakeEngine; narrow?: boolean } = {}): Promise<FakeEngine> {
  const engine = await open({ state: "conflicts", rows: 10, view: `conflicts/${id}`, ...options });
  await expect.poll(() => all("conflict-title").length).toBe(1);
  return engine;
}

describe("the queue", () => {
  it("counts what waits, in the rail too, and opens the first without changing anything", async () => {
    const engine = await open({ state: "conflicts", view: "conflicts" });
    const asked = answer(engine, "boot", () => null);
    await expect.poll(() => all("conflict-row").length).toBe(10);
    expect(data("conflict-waiting", "count")).toBe("10");
    expect(text("nav-conflicts")).toContain("10 conflicts wait");
    await expect.poll(title).toBe("Web Search Plus");
    expect(all("conflict-row")[0]!.dataset).toMatchObject({ severity: "CRITICAL", type: "VERSION_MISMATCH" });
    expect(asked).not.toContain("set_draft");
    expect(text("conflict-draft")).toBe("Nothing changes until you resolve.");
  });

  it("is filtered by severity, type and name, and says so where nothing fits", async () => {
    await open({ state: "conflicts", view: "conflicts" });
    await expect.poll(() => all("conflict-row").length).toBe(10);
    await userEvent.selectOptions(one("conflict-filter-severity"), "CRITICAL");
    await expect
      .poll(() => all("conflict-row").map((row) => row.dataset["severity"]))
      .toEqual(Array(3).fill("CRITICAL"));
    await userEvent.selectOptions(one("conflict-filter-type"), "CONTENT_MISMATCH");
    await expect.poll(() => all("conflict-row").length).toBe(1);
    await userEvent.selectOptions(one("conflict-filter-severity"), "");
    await userEvent.selectOptions(one("conflict-filter-type"), "");
    await one("conflict-filter-text").fill("tesla");
    await expect.poll(() => all("conflict-row").length).toBe(2);
    await one("conflict-filter-text").fill("nothing like it");
    await expect.poll(() => document.body.textContent).toContain("Nothing fits the filters");
  });

  it("of fifty draws only what is seen and scrolls to the last", async () => {
    await open({ state: "conflicts-many", view: "conflicts" });
    await expect.poll(() => all("conflict-row").length).toBeGreaterThan(8);
    expect(all("conflict-row").length).toBeLessThan(40);
    all("conflict-row")[0]!.closest(".scroller")!.scrollTop = 1e6;
    await expect.poll(() => all("conflict-row").at(-1)?.textContent).toContain("Calendar Gaps");
  });
});

describe("a conflict", () => {
  it("is decided field by field, says what is lost, and goes into the history", async () => {
    const engine = await conflict(1);
    expect(data("conflict-field-version", "by")).toBe("suggested");
    expect(data("conflict-field-tags", "by")).toBe("nobody");
    expect(one("conflict-resolve").element().getAttribute("aria-disabled")).toBe("true");
    await one("pick-both-tags").click();
    await one("pick-remote-description").click();
    await expect.poll(() => text("conflict-progress")).toBe("3 of 4 fields decided");
    await one("pick-both-hunk-1").click();
    await expect.poll(() => text("conflict-progress")).toBe("4 of 4 fields decided");
    expect(text("conflict-loses")).toBe("Loses your description.");
    await one("conflict-resolve").click();
    await expect.poll(() => text("conflict-said")).toContain("Web Search Plus is resolved.");
    expect(title()).toBe("My Tesla");
    const { result } = engine.conflicts.all[0]!.ended!;
    expect(result["tags"]).toEqual(["search", "web", "research", "serper"]);
    expect(result["version"]).toBe("2.2.0");
    expect(result["code"]).toContain("timeout = 20\n    for provider in providers:\n    timeout = 10\n");
    await one("conflict-history").click();
    await expect.poll(() => all("conflict-row").length).toBe(4);
    await expect.poll(title).toBe("Web Search Plus");
    expect(text("conflict-how")).toContain("Decided by field – by you");
  });

  it("comes back with one step, as it was", async () => {
    const engine = await conflict(6);
    await one("pick-local-description").click();
    await one("conflict-resolve").click();
    await expect.poll(() => text("conflict-said")).toContain("Apple Notes is resolved.");
    await one("conflict-undo").click();
    await expect.poll(title).toBe("Apple Notes");
    expect(engine.conflicts.all[5]!.ended).toBeNull();
    expect(data("conflict-field-description", "by"), "a resolved one leaves no draft").toBe("nobody");
  });

  it("names what all of one side loses, and takes it only after a yes", async () => {
    const engine = await conflict(1);
    expect(text("conflict-all-remote")).toBe("Take all of theirs – loses your tags, description and 3 lines of code");
    expect(text("conflict-all-local")).toBe("Keep all of mine – leaves out version, tags and 2 more");
    await one("conflict-all-remote").click();
    await expect.poll(() => text("conflict-progress")).toBe("4 of 4 fields decided");
    expect(engine.conflicts.all[0]!.ended).toBeNull();
    expect(text("conflict-loses")).toBe("Loses your tags, description and 3 lines of code.");
  });

  it("takes a list that is written by hand, and refuses what does not fit beside it", async () => {
    const engine = await conflict(5);
    await one("pick-edit-metadata").click();
    const area = one("conflict-edit-metadata");
    await area.fill("[1");
    await expect.poll(() => text("conflict-field-metadata")).toContain("This is not valid JSON.");
    await area.fill("[1]");
    await expect.poll(() => text("conflict-field-metadata")).toContain("This must be an object");
    expect(text("conflict-loses")).toBe("Correct what you wrote first.");
    await area.fill('{"team":"desert"}');
    await expect.poll(() => one("conflict-resolve").element().getAttribute("aria-disabled")).toBe("false");
    await one("conflict-resolve").click();
    await expect.poll(() => engine.conflicts.all[4]!.ended?.result).toEqual({ metadata: { team: "desert" } });
  });

  it("has its code written by hand, from what the choices made of it", async () => {
    const engine = await conflict(4);
    await one("pick-remote-hunk-1").click();
    await one("pick-edit-code").click();
    await expect
      .poll(() => document.querySelector(".cm-content")?.textContent ?? "", { timeout: 8000 })
      .toContain("(sum, value)");
    (document.querySelector(".cm-content") as HTMLElement).focus();
    await userEvent.keyboard("{Control>}{End}{/Control}// checked");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    await expect.poll(() => engine.conflicts.all[3]!.ended?.result["code"]).toMatch(/\(sum, value\)[^]*\/\/ checked$/);
  });

  it("unfolds the lines that all sides have", async () => {
    await conflict(1);
    const fold = document.querySelector<HTMLElement>(".fold")!;
    expect(fold.textContent).toContain("13 shared lines");
    fold.click();
    await expect.poll(() => text("conflict-field-code")).toContain('PROVIDERS = ["serper", "brave"]');
  });

  it("shows the base until it is told not to", async () => {
    await conflict(4);
    expect(document.querySelectorAll(".base").length).toBe(1);
    await one("conflict-field-code").getByRole("checkbox").click();
    await expect.poll(() => document.querySelectorAll(".base").length).toBe(0);
  });

  it("whose base is not known offers none and decides nothing by itself", async () => {
    await conflict(3);
    expect(all("conflict-base-unknown").length).toBe(1);
    expect(all("pick-base-version")).toEqual([]);
    expect(data("conflict-field-version", "by")).toBe("nobody");
  });

  it("of a skill that is gone there keeps the copy that is here", async () => {
    const engine = await conflict(10);
    expect(text("conflict-gone")).toContain("Deleted there, edited here");
    expect(text("conflict-resolve")).toBe("Keep my copy");
    await one("conflict-resolve").click();
    await expect.poll(() => engine.conflicts.all[9]!.ended).not.toBeNull();
  });

  it("of two ratings is only told", async () => {
    await open({ state: "conflicts", view: "conflicts" });
    await one("conflict-history").click();
    await expect.poll(() => all("conflict-row").length).toBe(3);
    await one("conflict-row").nth(2).getByRole("button").click();
    await expect.poll(title).toBe("Postgres Explain Reader");
    expect(document.body.textContent).toContain("The newer one counts; there is nothing to decide.");
    expect(all("conflict-undo")).toEqual([]);
  });

  it("that cannot be undone says why in plain words", async () => {
    const engine = await open({ state: "conflicts", view: "conflicts" });
    await one("conflict-history").click();
    await expect.poll(title).toBe("Garden Diary");
    answer(engine, "undo_conflict", () =>
      Promise.reject({ code: "bad_input", message: "This skill was changed here since.", hint: "" }),
    );
    await one("conflict-undo").click();
    await expect.poll(() => document.querySelector("footer [role=alert]")?.textContent).toContain("changed here since");
  });
});

describe("a draft", () => {
  it("is there after a crash, choices, code and words, and is dropped when the conflict is resolved", async () => {
    const engine = await conflict(1);
    await one("pick-both-tags").click();
    await one("pick-remote-hunk-1").click();
    await one("pick-edit-description").click();
    await one("conflict-edit-description").fill("Half a tho");
    await expect.poll(() => data("conflict-draft", "kept")).toBe("kept");
    await conflict(1, { engine });
    await expect.poll(() => data("conflict-field-tags", "pick")).toBe("both");
    expect(data("conflict-hunk", "pick")).toBe("remote");
    expect(one("conflict-edit-description").element()).toHaveProperty("value", "Half a tho");
    await one("conflict-resolve").click();
    await expect.poll(() => engine.conflicts.all[0]!.ended?.result["description"]).toBe("Half a tho");
    expect(await engine.invoke("draft", { request: { key: "conflict:1" } })).toBeNull();
  });

  it("keeps every choice but that for the field that moved meanwhile, and says which it was", async () => {
    const engine = await conflict(1);
    await one("pick-both-tags").click();
    await one("pick-edit-description").click();
    await one("conflict-edit-description").fill("My own words.");
    engine.conflicts.move(1, (it) => (it.fields["description"]![2] = "They wrote again."));
    await expect.poll(() => text("conflict-moved")).toContain("description");
    expect(data("conflict-field-tags", "by")).toBe("chosen");
    expect(data("conflict-field-description", "by")).toBe("moved");
    expect(one("conflict-edit-description").element(), "no word is lost").toHaveProperty("value", "My own words.");
    await one("pick-edit-description").click();
    await expect.poll(() => data("conflict-field-description", "by")).toBe("chosen");
    expect(all("conflict-moved")).toEqual([]);
  });

  it("is not resolved over sides that nobody saw", async () => {
    const engine = await conflict(6);
    await one("pick-local-description").click();
    const { emit } = engine;
    engine.emit = () => {};
    engine.conflicts.move(6, (it) => (it.fields["description"]![2] = "They wrote again."));
    engine.emit = emit;
    await one("conflict-resolve").click();
    await expect.poll(() => text("conflict-moved")).toContain("description");
    expect(engine.conflicts.all[5]!.ended).toBeNull();
  });

  it("that cannot be kept says so", async () => {
    const engine = await conflict(6);
    answer(engine, "set_draft", () => Promise.reject({ code: "disk", message: "full", hint: "" }));
    await one("pick-local-description").click();
    await expect.poll(() => text("conflict-draft")).toContain("could not be kept");
  });
});

describe("without the mouse", () => {
  it("two conflicts are resolved, one after the other", async () => {
    const engine = await conflict(1);
    const press = (keys: string) => userEvent.keyboard(keys);
    await press("j");
    expect(document.activeElement?.getAttribute("data-stop")).toBe("version");
    await press("jb");
    await expect.poll(() => data("conflict-field-tags", "pick")).toBe("both");
    await press("jl");
    await expect.poll(() => data("conflict-field-description", "pick")).toBe("local");
    await press("jr");
    await expect.poll(() => data("conflict-hunk", "pick")).toBe("remote");
    await press("{Control>}{Enter}{/Control}");
    await expect.poll(title).toBe("My Tesla");
    await expect.poll(() => document.activeElement?.getAttribute("data-stop")).toBe("python_packages");
    await press("e");
    await expect.poll(() => document.activeElement?.tagName).toBe("TEXTAREA");
    await press("{Control>}a{/Control}httpx{Control>}{Enter}{/Control}");
    await expect.poll(() => engine.conflicts.all[1]!.ended?.result).toEqual({ python_packages: ["httpx"] });
    await expect.poll(title).toBe("Seoul Subway");
    await press("n");
    await expect.poll(title).toBe("Stock Analysis");
    await press("p");
    await expect.poll(title).toBe("Seoul Subway");
    await press("u");
    await expect.poll(title).toBe("My Tesla");
  });

  it("keys that are typed are not taken for choices, and Escape gives the field back", async () => {
    await conflict(6);
    await expect.poll(() => all("conflict-field-description").length).toBe(1);
    await userEvent.keyboard("je");
    await expect.poll(() => document.activeElement?.tagName).toBe("TEXTAREA");
    await userEvent.keyboard("{Control>}a{/Control}nplroj");
    expect(one("conflict-edit-description").element()).toHaveProperty("value", "nplroj");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => document.activeElement?.getAttribute("data-stop")).toBe("description");
    expect(data("conflict-field-description", "pick")).toBe("edit");
  });
});

describe("many at once", () => {
  it("fifty are foreseen, resolved with one yes and brought back with one undo", async () => {
    const engine = await open({ state: "conflicts-many", view: "conflicts" });
    await expect.poll(() => data("conflict-count", "count")).toBe("50");
    await one("bulk-select-all").click();
    await expect.poll(() => text("bulk-summary")).toContain("50 can be resolved");
    await userEvent.selectOptions(one("bulk-strategy"), "remote_wins");
    await expect.poll(() => all("bulk-row")[0]?.textContent).toContain("yours: code");
    expect(engine.conflicts.open, "a preview changes nothing").toBe(50);
    await one("bulk-apply").click();
    await expect.poll(() => text("conflict-said")).toContain("50 conflicts are resolved.");
    expect(engine.conflicts.open).toBe(0);
    expect(document.body.textContent).toContain("All conflicts are resolved");
    await one("bulk-undo").click();
    await expect.poll(() => text("conflict-said")).toContain("50 conflicts wait again.");
    await expect.poll(() => data("conflict-count", "count")).toBe("50");
  });

  it("names those that cannot be, and resolves the others", async () => {
    const engine = await open({ state: "conflicts", view: "conflicts" });
    await expect.poll(() => all("conflict-row").length).toBe(10);
    const real = engine.conflicts.answers.foresee_conflicts;
    answer(engine, "foresee_conflicts", (request) => {
      const foreseen = real(request as never);
      foreseen[0]!.error = { code: "bad_input", message: "Neither side has it.", hint: "" };
      return foreseen;
    });
    await one("bulk-select-all").click();
    await expect.poll(() => text("bulk-summary")).toContain("1 cannot");
    await one("bulk-apply").click();
    await expect.poll(() => engine.conflicts.open).toBe(1);
  });
});

describe("in a narrow window", () => {
  it("a conflict takes the list's place, and Back gives it back", async () => {
    await open({ state: "conflicts", view: "conflicts", narrow: true });
    await expect.poll(() => all("conflict-row").length).toBeGreaterThan(3);
    expect(all("conflict-title")).toEqual([]);
    await one("conflict-row").nth(1).getByRole("button").click();
    await expect.poll(title).toBe("My Tesla");
    expect(all("conflict-row")).toEqual([]);
    history.back();
    await expect.poll(() => all("conflict-row").length).toBeGreaterThan(3);
  });
});

const STATES: [string, State, string, (() => Promise<unknown>)?][] = [
  ["empty", "live", "conflicts"],
  ["loading", "loading", "conflicts"],
  ["failed", "failed", "conflicts"],
  ["offline", "offline", "conflicts"],
  ["a code conflict", "conflicts", "conflicts/1"],
  ["no base", "conflicts", "conflicts/3"],
  ["gone", "conflicts", "conflicts/10"],
  ["editing", "conflicts", "conflicts/1", () => one("pick-edit-tags").click()],
  ["history", "conflicts", "conflicts", () => one("conflict-history").click()],
  ["many", "conflicts-many", "conflicts", () => one("bulk-select-all").click()],
];

describe.each(STATES)("%s", (_, state, view, act) => {
  it("has nothing serious for axe, in any theme", async () => {
    await open({ state, view, rows: 10 });
    if (view.includes("/")) await expect.poll(() => all("conflict-title").length).toBe(1);
    await act?.();
    await new Promise(requestAnimationFrame);
    for (const [theme, scheme] of [
      ["light", "light"],
      ["dark", "dark"],
      ["contrast", "light"],
    ] as const) {
      Object.assign(document.documentElement.dataset, { theme, scheme });
      const only = theme === "light" ? {} : { runOnly: { type: "rule" as const, values: ["color-contrast"] } };
      const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(
        serious.map(
          ({ id, nodes }) =>
            `${theme}: ${id} ${nodes
              .slice(0, 3)
              .map(({ html, any }) => `${html} ${any[0]?.message ?? ""}`)
              .join("; ")}`,
        ),
      ).toEqual([]);
    }
  });
});
