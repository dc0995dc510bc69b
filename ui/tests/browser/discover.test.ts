/** Discover beyond the list: refining, suggestions, saved searches, collections, the grid, coming back, live updates. */
import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { FakeEngine } from "../../src/ipc/fake";
import { all, answer, count, names, one, open } from "./harness";

const list = () => document.querySelector<HTMLElement>("[role=listbox]")!;
const active = () =>
  document.getElementById(list().getAttribute("aria-activedescendant") ?? "")?.querySelector("b")?.textContent;
const title = () => all("skill-title")[0]?.textContent;
const search = () => all("search")[0] as HTMLInputElement;
const offers = () => all("suggestion").map((offer) => offer.querySelector(".token, .name")?.textContent);
const state = (facet: string) => all(`facet-${facet}`)[0]?.dataset["state"];
const chips = () =>
  [...document.querySelectorAll("[aria-label='Active filters'] li")].map((li) => li.textContent?.trim());

beforeEach(() => localStorage.clear());

describe("refining", () => {
  it("asks for less than a rating, before a day and outside of a collection as well", async () => {
    await open();
    const before = count();
    for (const facet of ["rating-4", "updated-30", "collection-To read", "packages"]) {
      const shown = Number(all(`facet-${facet}`)[0]!.querySelector(".count")!.textContent);
      await one(`facet-${facet}`).click();
      await expect.poll(count, { message: facet }).toBe(shown);
      await one(`facet-${facet}`).click();
      await expect.poll(() => state(facet)).toBe("out");
      await expect.poll(count, { message: `not ${facet}` }).toBe(before - shown);
      await one(`facet-${facet}`).click();
      await expect.poll(count).toBe(before);
    }
  });

  it("changes what was written by what is clicked, and says neither twice", async () => {
    await open();
    await one("search").fill("rating:>=4 type:python");
    await expect.poll(() => state("type-python_code")).toBe("in");
    await one("facet-type-python_code").click();
    await expect.poll(() => state("type-python_code")).toBe("out");
    expect(search().value).toBe("rating:>=4");
    await one("facet-rating-3").click();
    await expect.poll(() => state("rating-3")).toBe("in");
    expect(search().value).toBe("");
    expect(chips()).toEqual(["not Python", "★ ≥ 3"]);
  });

  it("gives every chip a way off, the last of which shows everything again", async () => {
    await open();
    await one("search").fill('author:ines-dv -tag:finance updated:<2030-01-01 in:"to read" rating:<5');
    await expect.poll(() => chips().length).toBe(5);
    for (let left = 5; left > 0; left--) {
      await userEvent.click(document.querySelector("[aria-label='Active filters'] li button")!);
      await expect.poll(() => chips().length).toBe(left - 1);
    }
    await expect.poll(count).toBe(40);
    expect(search().value).toBe("");
  });
});

describe("suggestions", () => {
  it("offer keys, then values with their numbers, and are taken by the keyboard", async () => {
    await open();
    await one("search").click();
    await userEvent.keyboard("notes ta");
    await expect.poll(offers).toEqual(["tag:"]);
    expect(search().getAttribute("aria-expanded")).toBe("true");
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(search().value).toBe("notes tag:");
    await expect.poll(() => offers().length).toBeGreaterThan(2);
    await userEvent.keyboard("me");
    await expect.poll(() => offers().length > 0 && offers().every((offer) => offer?.includes("me"))).toBe(true);
    await userEvent.keyboard("{ArrowDown}{Tab}");
    expect(search().value).toMatch(/^notes tag:me\w+ $/);
    expect(all("suggestion").length).toBe(0);
    expect(document.activeElement).toBe(search());
  });

  it("stand in nobody's way: Escape closes them, Enter without a choice leads to the results", async () => {
    await open();
    await one("search").click();
    await userEvent.keyboard("is:");
    await expect.poll(() => offers().length).toBeGreaterThan(3);
    await userEvent.keyboard("{Escape}");
    expect([all("suggestion").length, search().value]).toEqual([0, "is:"]);
    await userEvent.keyboard("{Backspace}{Backspace}{Backspace}rating:4");
    await expect.poll(offers).toEqual(["rating:>=4"]);
    await userEvent.keyboard("{ArrowUp}");
    expect(document.getElementById(search().getAttribute("aria-activedescendant")!)!.textContent).toContain(
      "rating:>=4",
    );
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await expect.poll(() => document.activeElement).toBe(list());
  });

  it("are taken by the pointer without taking the focus", async () => {
    await open();
    await one("search").click();
    await userEvent.keyboard("in:");
    await expect.poll(offers).toEqual(['in:"To read"', "in:Meetings"]);
    await userEvent.click(all("suggestion")[0]!);
    await expect.poll(() => state("collection-To read")).toBe("in");
    expect(document.activeElement).toBe(search());
  });
});

describe("saved searches", () => {
  it("are saved, opened, renamed and deleted from the search field", async () => {
    await open();
    await one("search").fill("notes");
    await one("facet-category-productivity").click();
    await one("sort").selectOptions("name");
    await expect.poll(() => chips().length).toBe(1);
    const [found, rows] = [count(), names()];
    await one("saved-searches").click();
    await one("save-search").fill("Productive notes");
    await one("save-search-submit").click();
    await expect.poll(() => all("saved-search").length).toBe(3);
    await userEvent.keyboard("{Escape}");

    await one("search").fill("");
    await userEvent.click(document.querySelector("[aria-label='Active filters'] li button")!);
    await expect.poll(count).toBe(40);
    await one("saved-searches").click();
    await userEvent.click(all("saved-search-open").find((one) => one.textContent?.includes("Productive"))!);
    await expect.poll(count).toBe(found);
    expect([names(), search().value, chips()]).toEqual([rows, "notes", ["productivity"]]);

    await one("saved-searches").click();
    const line = () => all("saved-search").find((one) => one.textContent?.includes("Productive"))!;
    await expect.poll(line).toBeTruthy();
    await userEvent.click(line().querySelector("[data-testid=saved-search-rename]")!);
    await userEvent.keyboard("Productive words{Enter}");
    await expect.poll(() => line().textContent).toContain("Productive words");
    await userEvent.click(line().querySelector("[data-testid=saved-search-delete]")!);
    await one("saved-search-delete-yes").click();
    await expect.poll(() => all("saved-search").length).toBe(2);
  });

  it("keep what was typed and say why a name cannot be taken", async () => {
    await open();
    await one("search").fill("notes");
    await one("saved-searches").click();
    await one("save-search").fill("GOOD notes");
    await one("save-search-submit").click();
    await expect.poll(() => document.querySelector("#saved-searches [role=alert]")?.textContent).toContain("taken");
    expect(all("save-search")[0]).toHaveProperty("value", "GOOD notes");
  });

  it("are offered by the beginning of their name", async () => {
    await open();
    await one("search").click();
    await userEvent.keyboard("good n");
    await expect.poll(offers).toEqual(["Good notes"]);
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await expect.poll(() => search().value).toBe("notes");
    expect(chips()).toEqual(["★ ≥ 4"]);
  });
});

describe("collections", () => {
  it("take a skill by the key c, count it, and filter like everything else", async () => {
    await open();
    list().focus();
    await expect.poll(active).toBe("Accessible Colours");
    await userEvent.keyboard("c");
    await expect.poll(() => all("collection").length).toBe(2);
    await one("collection-new").fill("Colours");
    await one("collection-new-submit").click();
    await expect.poll(() => all("collection").length).toBe(3);
    const boxes = () => (all("collection-member") as HTMLInputElement[]).map(({ checked }) => checked);
    await expect.poll(() => boxes()[0], { message: "it is in the new one" }).toBe(true);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => document.activeElement).toBe(list());
    await expect.poll(() => all("collect")[0]?.textContent).toMatch(/In \d collection/);
    await expect.poll(() => all("facet-collection-Colours")[0]?.querySelector(".count")?.textContent).toBe("1");
    await one("facet-collection-Colours").click();
    await expect.poll(names).toEqual(["Accessible Colours"]);

    await one("collect").click();
    await expect.poll(() => boxes()[0]).toBe(true);
    await userEvent.click(all("collection-member")[0]!);
    await expect.poll(() => boxes()[0]).toBe(false);
    await userEvent.keyboard("{Escape}");
    await expect.poll(count).toBe(0);
  });

  it("are deleted only after asking, and keep their skills in the list", async () => {
    await open();
    await one("collections-manage").click();
    await userEvent.click(all("collection-delete")[0]!);
    await userEvent.keyboard("{Enter}");
    expect(all("collection").length, "the answer that keeps it has the focus").toBe(2);
    await userEvent.click(all("collection-delete")[0]!);
    await one("collection-delete-yes").click();
    await expect.poll(() => all("collection").length).toBe(1);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => all("facet-collection-Meetings").length).toBe(0);
    expect(count()).toBe(40);
  });
});

describe("the grid", () => {
  it("has at most a hundred cards of a hundred thousand in the page, and keys in two directions", async () => {
    await open({ rows: 100_000 });
    await one("layout-grid").click();
    await expect.poll(() => list().dataset["layout"]).toBe("grid");
    for (const at of [0, 500_000, 2_000_000]) {
      list().scrollTop = at;
      await expect.poll(() => names().length).toBeGreaterThan(8);
      expect(document.querySelectorAll("[role=option]").length).toBeLessThanOrEqual(100);
    }
    list().focus();
    await userEvent.keyboard("{Home}");
    const at = () => Number(list().getAttribute("aria-activedescendant")?.slice(4));
    await expect.poll(at).toBe(0);
    await userEvent.keyboard("{ArrowRight}");
    expect(at()).toBe(1);
    await userEvent.keyboard("{ArrowDown}");
    const columns = at() - 1;
    expect(columns).toBeGreaterThan(1);
    await userEvent.keyboard("{ArrowLeft}{ArrowUp}");
    expect(at()).toBe(0);
    await userEvent.keyboard("{End}{ArrowDown}");
    await expect.poll(at).toBe(99_999);
  });

  it("gives a key the last word that comes before the page hears of the wheel", async () => {
    await open({ rows: 4000 });
    expect(list().scrollTop).toBe(0);
    list().scrollTop = 54 * 600;
    list().dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }));
    await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
    expect([list().scrollTop, active()]).toEqual([0, names()[0]]);
  });

  it("keeps what was at the top when the look changes", async () => {
    await open({ rows: 4000 });
    list().scrollTop = 54 * 600;
    await expect.poll(() => names().length && document.getElementById("row-600")).toBeTruthy();
    await one("layout-grid").click();
    await expect.poll(() => document.getElementById("row-600")).toBeTruthy();
    const { top } = document.getElementById("row-600")!.getBoundingClientRect();
    expect(Math.abs(top - list().getBoundingClientRect().top)).toBeLessThan(140);
    await one("layout-compact").click();
    await expect.poll(() => list().scrollTop).toBeGreaterThan(40 * 590);
    expect(list().scrollTop).toBeLessThan(40 * 601);
  });
});

describe("coming back", () => {
  it("finds query, chips, order, look, place and skill after a restart", async () => {
    const engine = new FakeEngine("live", 400);
    await open({ engine });
    await one("search").fill("notes");
    await one("facet-type-prompt_only").click();
    await one("sort").selectOptions("name");
    await one("layout-compact").click();
    await expect.poll(() => chips().length).toBe(1);
    list().scrollTop = 320;
    await expect.poll(() => document.getElementById("row-10")).toBeTruthy();
    await userEvent.click(document.getElementById("row-10")!);
    const there = [names(), title(), count(), list().scrollTop];
    await expect.poll(async () => JSON.stringify(await engine.invoke("boot"))).toContain('\\"active\\":10');

    await open({ engine });
    await expect.poll(() => list()?.scrollTop).toBe(320);
    await expect.poll(title).toBe(there[1]);
    await expect.poll(() => [names(), title(), count(), list().scrollTop]).toEqual(there);
    expect([search().value, chips()]).toEqual(["notes", ["Prompt"]]);
    expect((all("sort")[0] as HTMLSelectElement).value).toBe("name");
    await one("layout-rows").click();
  });

  it("does so twenty times, and with the keys where they were", async () => {
    await open({ narrow: true, rows: 400 });
    await one("search").fill("notes");
    await expect.poll(count).toBe(70);
    list().scrollTop = 540;
    await expect.poll(() => document.getElementById("row-12")).toBeTruthy();
    list().focus();
    for (let round = 0; round < 20; round++) {
      await userEvent.keyboard("{Enter}");
      await expect.poll(() => document.activeElement?.matches(".pane")).toBe(true);
      await userEvent.keyboard("{Escape}");
      await expect.poll(() => all("skill-detail").length).toBe(0);
      expect([list().scrollTop, count(), search().value]).toEqual([540, 70, "notes"]);
      await expect.poll(() => document.activeElement).toBe(list());
    }
  });

  it("from another view by Back gives the keys to the list again", async () => {
    await open();
    list().focus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await one("nav-sync").click();
    await expect.poll(() => all("sync-now").length).toBeGreaterThan(0);
    history.back();
    await expect.poll(() => document.activeElement === list() && list() !== null).toBe(true);
    expect(list().getAttribute("aria-activedescendant")).toBe("row-2");
  });
});

describe("a thousand live updates", () => {
  it("move nothing under the pointer, keep the focus, and ask little", async () => {
    const engine = await open({ rows: 4000 });
    list().scrollTop = 5400;
    await expect.poll(() => document.getElementById("row-104")?.textContent).toBeTruthy();
    await expect.poll(() => document.getElementById("row-104")!.dataset["skillId"]).toBeTruthy();
    await userEvent.hover(document.getElementById("row-104")!);
    list().focus();
    const seen = () => all("skill-row").map((row) => `${row.id} ${row.dataset["skillId"]} ${row.style.top}`);
    const before = seen();
    const asked = answer(engine, "journal", () => []);
    for (let n = 0; n < 1000; n++) {
      engine.touch((skills) => {
        if (n % 50 === 0) skills.splice(n % 7, 1);
        skills[n % skills.length]!.row.version = `9.${n}`;
      });
      if (n % 100 === 0) await new Promise((rested) => setTimeout(rested));
    }
    await expect.poll(() => all("changes-show").length).toBe(1);
    expect(seen()).toEqual(before);
    expect([list().scrollTop, document.activeElement]).toEqual([5400, list()]);
    expect(asked.filter((name) => name === "search").length).toBeLessThan(100);
    // What came while the last look was under way is offered again.
    const shown = () => {
      all("changes-show")[0]?.click();
      return count();
    };
    await expect.poll(shown).toBe(3980);
  });
});

describe("the page of a skill", () => {
  it("says facts, each of which leads to where it is seen, down to the line", async () => {
    await open();
    await one("search").fill("rail planner");
    await expect.poll(title).toBe("Rail Planner");
    await one("fact-hosts").click();
    expect(all("tab-packages")[0]!.getAttribute("aria-selected")).toBe("true");
    await userEvent.click(all("mention-line")[0]!);
    await expect.poll(() => document.querySelector(".cm-marked")?.textContent).toContain("RAIL_API_KEY");
    await one("fact-processes").click();
    await expect.poll(() => document.querySelector(".cm-marked")?.textContent).toContain("child_process");
    await one("search").fill("explain reader");
    await expect.poll(title).toBe("Postgres Explain Reader");
    await one("fact-author").click();
    await expect.poll(chips).toEqual(["by ines-dv"]);
  });

  it("shows my review first, and the others by stars and order", async () => {
    await open();
    await one("search").fill("explain reader");
    await expect.poll(title).toBe("Postgres Explain Reader");
    await one("rate-star-2").click();
    await one("tab-reviews").click();
    await expect.poll(() => all("review")[0]?.dataset["mine"]).toBe("true");
    expect(all("review")[0]!.textContent).toContain("You");
    await one("reviews-stars-5").click();
    await expect.poll(() => all("review").length).toBe(4);
    await one("reviews-stars-5").click();
    await one("reviews-sort").selectOptions("lowest");
    await expect.poll(() => all("review")[0]?.dataset["mine"]).toBe("true");
    await expect.poll(() => all("review")[1]?.querySelector("[role=img], .hidden-text, svg")).toBeTruthy();
  });

  it("opens a link of its author only when asked to, and only one of the web", async () => {
    const engine = await open();
    await one("search").fill("explain reader");
    await expect.poll(title).toBe("Postgres Explain Reader");
    await expect.poll(() => document.querySelector("[data-url]")).not.toBeNull();
    await userEvent.click(document.querySelector("[data-url]")!);
    expect(engine.opened).toEqual([]);
    const shown = all("link-url").find((one) => one.textContent)!.textContent;
    await one("link-open").click();
    await expect.poll(() => engine.opened).toEqual([shown]);
    expect(all("link-open").length).toBe(0);
  });
});
