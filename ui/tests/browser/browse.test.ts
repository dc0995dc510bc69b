import { beforeEach, describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";

import { FakeEngine } from "../../src/ipc/fake";
import { all, count, names, one, open } from "./harness";

const list = () => document.querySelector<HTMLElement>("[role=listbox]")!;
const active = () =>
  document.getElementById(list().getAttribute("aria-activedescendant") ?? "")?.querySelector("b")?.textContent;
const title = () => all("skill-title")[0]?.textContent;

beforeEach(() => localStorage.clear());

describe("searching", () => {
  it("shows what matches as one types, with the number of it", async () => {
    await open();
    expect(count()).toBe(40);
    await one("search").fill("notes");
    await expect.poll(count).toBe(7);
    expect(names()).toContain("Bear Notes");
    expect(all("result-count")[0]!.textContent).toContain("7 skills");
    expect(document.querySelector("mark")?.textContent).toBe("Notes");
  });

  it("keeps the latest answer when an earlier one comes late", async () => {
    const engine = new FakeEngine("live");
    const real = engine.invoke.bind(engine);
    engine.invoke = async (command, args) => {
      const { text } = (args?.["request"] ?? {}) as { text?: string };
      const answer = await real(command, args);
      if (command === "search" && text === "slow") await new Promise((done) => setTimeout(done, 300));
      return answer;
    };
    await open({ engine });
    await one("search").fill("slow");
    await new Promise((done) => setTimeout(done, 60));
    await one("search").fill("chess");
    await expect.poll(count).toBe(1);
    await new Promise((done) => setTimeout(done, 400));
    expect(names()).toEqual(["Chess Coach"]);
  });

  it("says what it searched instead of a typo, and searches the typo when asked to", async () => {
    await open();
    await one("search").fill("postgras");
    await expect.poll(count).toBe(2);
    const instead = [...document.querySelectorAll("button")].find(({ textContent }) =>
      textContent?.includes("“postgras”"),
    );
    await userEvent.click(instead!);
    await expect.poll(count).toBe(0);
  });

  it("makes chips of filters and of tokens, and takes either off", async () => {
    await open();
    await one("search").fill("rating:>=4");
    await one("facet-category-data").click();
    await expect.poll(count).toBe(3);
    const remove = (name: string) => document.querySelector<HTMLElement>(`[aria-label="Remove filter ${name}"]`)!;
    await userEvent.click(remove("★ ≥ 4"));
    expect(all("search")[0]).toHaveProperty("value", "");
    await userEvent.click(remove("data"));
    await expect.poll(count).toBe(40);
  });
});

describe("facets", () => {
  it("go from off to included to excluded and back, by keys too", async () => {
    await open();
    const facet = () => all("facet-type-python_code")[0]!;
    facet().focus();
    const seen: string[] = [];
    for (const key of ["{Enter}", " ", "{Enter}", "x"]) {
      await userEvent.keyboard(key);
      seen.push(facet().dataset["state"]!);
    }
    expect(seen).toEqual(["in", "out", "off", "out"]);
    await expect.poll(count).toBe(28);
  });

  it("keep counting the other values when one is chosen", async () => {
    await open();
    await one("facet-category-data").click();
    await expect.poll(count).toBe(3);
    expect(all("facet-category-devtools")[0]!.textContent).toContain("8");
  });
});

describe("the list", () => {
  it("has at most a hundred rows in the page of a hundred thousand, wherever it is", async () => {
    await open({ rows: 100_000 });
    expect(count()).toBe(100_000);
    for (const at of [0, 1_000_000, 5_300_000]) {
      list().scrollTop = at;
      await expect.poll(() => names().length).toBeGreaterThan(14);
      expect(document.querySelectorAll("[role=option]").length).toBeLessThanOrEqual(100);
    }
    const row = all("skill-row").at(-1)!;
    expect(row.getAttribute("aria-setsize")).toBe("100000");
  });

  it("is one tab stop that the arrows, Home, End and letters move in", async () => {
    await open();
    list().focus();
    const first = names();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await expect.poll(active).toBe(first[2]);
    await userEvent.keyboard("{End}");
    await expect.poll(active).toBe(names().at(-1));
    await userEvent.keyboard("{Home}");
    await expect.poll(active).toBe(first[0]);
    await userEvent.keyboard("pos");
    await expect.poll(active).toBe("Postgres Explain Reader");
    // The page beside the list follows where the arrows stop.
    await expect.poll(title).toBe("Postgres Explain Reader");
  });

  it("marks favourites with f, and the library has them", async () => {
    await open();
    list().focus();
    await expect.poll(active).toBe("Accessible Colours");
    await userEvent.keyboard("f");
    await expect.poll(() => all("favourite")[0]?.getAttribute("aria-pressed")).toBe("true");
    await one("nav-library").click();
    await expect.poll(names).toContain("Accessible Colours");
    expect(count()).toBe(6);
  });

  it("rates with the keys 1 to 5 where it stands, in the list and on the page", async () => {
    const engine = await open();
    list().focus();
    await userEvent.keyboard("{ArrowDown}");
    await expect.poll(active).toBe(names()[1]);
    const { row } = engine.all.find(({ row }) => row.name === names()[1])!;
    const before = row.rating_count;
    await userEvent.keyboard("2");
    await expect.poll(() => all("list-note")[0]?.textContent).toBe(`${row.name}: 2 of 5 stars`);
    await expect.poll(() => document.getElementById("row-1")!.textContent).toContain(`${before + 1}`);
    await expect.poll(() => all("my-rating")[0]?.dataset["state"]).toBe("sent");
    all("tab-overview")[0]!.focus();
    await userEvent.keyboard("5");
    await expect.poll(() => all("rate-star-5")[0]!.getAttribute("aria-checked")).toBe("true");
    expect(row.rating_count, "one rating, changed").toBe(before + 1);
    all("facet-category-data")[0]!.focus();
    await userEvent.keyboard("1");
    expect(all("rate-star-5")[0]!.getAttribute("aria-checked"), "a digit elsewhere is not meant for it").toBe("true");
  });

  it("takes the focus from the search field on arrow down and gives it back on /", async () => {
    await open();
    await userEvent.keyboard("/");
    expect(document.activeElement).toBe(all("search")[0]);
    await userEvent.keyboard("bear{ArrowDown}");
    expect(document.activeElement).toBe(list());
    await userEvent.keyboard("/{Escape}");
    expect(all("search")[0]).toHaveProperty("value", "");
  });

  it("comes back to the same place after the detail of a narrow window", async () => {
    await open({ narrow: true, rows: 400 });
    await one("search").fill("notes");
    await expect.poll(count).toBe(70);
    list().scrollTop = 540;
    await expect.poll(() => all("skill-row").some((row) => row.id === "row-14")).toBe(true);
    await userEvent.click(document.getElementById("row-14")!);
    await expect.poll(title).toBeTruthy();
    const facets = document.querySelector("aside.facets")!;
    expect(getComputedStyle(facets).visibility, "no scroll bar of it lies over the skill").toBe("hidden");
    await userEvent.keyboard("{Escape}");
    await one("skill-back").click();
    await expect.poll(() => all("skill-detail").length).toBe(0);
    expect(list().scrollTop).toBe(540);
    expect(getComputedStyle(facets).visibility).toBe("visible");
    expect(all("search")[0]).toHaveProperty("value", "notes");
    await expect.poll(() => document.activeElement).toBe(list());
  });

  it("comes back into view of a narrow window when something is searched, and Back returns to the skill", async () => {
    await open({ narrow: true });
    await userEvent.click(all("skill-row")[0]!);
    await expect.poll(title).toBe("Accessible Colours");
    await one("search").fill("notes");
    await expect.poll(() => all("skill-detail").length).toBe(0);
    await expect.poll(count).toBe(7);
    expect(document.activeElement).toBe(all("search")[0]);
    history.back();
    await expect.poll(title).toBe("Accessible Colours");
    history.forward();
    await expect.poll(() => all("skill-detail").length).toBe(0);
    expect(all("search")[0]).toHaveProperty("value", "notes");
  });

  it("comes back into view of a narrow window on Enter in the search field", async () => {
    await open({ narrow: true });
    await one("search").fill("notes");
    await expect.poll(count).toBe(7);
    await userEvent.click(all("skill-row")[0]!);
    await expect.poll(() => all("skill-detail").length).toBe(1);
    await userEvent.keyboard("/{Enter}");
    await expect.poll(() => document.activeElement).toBe(list());
    expect(all("skill-detail").length).toBe(0);
  });

  it("gives a skill its place in a narrow window, which the rail and the system's Back take back", async () => {
    await open({ narrow: true });
    for (const leave of [() => history.back(), () => all("nav-discover")[0]!.click()]) {
      await userEvent.click(all("skill-row")[2]!);
      await expect.poll(() => all("skill-detail").length).toBe(1);
      leave();
      await expect.poll(() => all("skill-detail").length).toBe(0);
    }
    await userEvent.click(all("skill-row")[2]!);
    await expect.poll(() => all("skill-detail").length).toBe(1);
    await one("nav-sync").click();
    await one("nav-discover").click();
    await expect.poll(() => all("skill-detail").length).toBe(1);
  });

  it("keeps query and scroll when another view was looked at", async () => {
    await open({ rows: 400 });
    list().scrollTop = 2700;
    await expect.poll(() => all("skill-row").some((row) => row.id === "row-52")).toBe(true);
    await one("nav-sync").click();
    await one("nav-discover").click();
    await expect.poll(() => list()?.scrollTop).toBe(2700);
  });
});

describe("a changed catalogue", () => {
  it("changes rows in place", async () => {
    const engine = await open();
    await expect.poll(names).toContain("Chess Coach");
    engine.touch((all) => (all.find(({ row }) => row.name === "Chess Coach")!.row.version = "9.9.9"));
    engine.touch((all) => (all.find(({ row }) => row.name === "Chess Coach")!.row.badges = ["update"]));
    await expect.poll(() => all("skill-row")[3]?.textContent).toContain("Update");
  });

  it("waits to be shown where rows would move under the reader", async () => {
    const engine = await open({ rows: 400 });
    list().scrollTop = 2160;
    await expect.poll(() => all("skill-row").some((row) => row.id === "row-42")).toBe(true);
    const before = document.getElementById("row-42")!.textContent;
    engine.touch((all) => all.splice(0, 2));
    await expect.poll(() => all("changes-show").length).toBe(1);
    expect(all("changes-show")[0]!.textContent, "how many, nobody counted").toBe("The catalogue changed – show");
    expect(document.getElementById("row-42")!.textContent).toBe(before);
    await one("changes-show").click();
    await expect.poll(count).toBe(398);
  });

  it("changes what a row says at once, and says how many came or went where all of them are here", async () => {
    const engine = await open({ rows: 40 });
    list().scrollTop = 1200;
    await expect.poll(() => all("skill-row").some((row) => row.id === "row-36")).toBe(true);
    const row = document.getElementById("row-36")!;
    const id = row.dataset["skillId"];
    engine.touch((skills) => {
      skills.find(({ row }) => row.skill_id === id)!.row.badges = ["update"];
      skills.splice(0, 2);
    });
    await expect.poll(() => all("changes-show")[0]?.textContent).toBe("2 changes – show");
    expect(document.getElementById("row-36")!.dataset["skillId"]).toBe(id);
    expect(document.getElementById("row-36")!.textContent).toContain("Update");
  });
});
