import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import { flushSync, mount, unmount } from "svelte";

import { FakeEngine } from "../../src/ipc/fake";
import { render } from "../../src/shared/markdown/render";
import LinkDialog from "../../src/shared/ui/LinkDialog.svelte";
import { answer, open } from "./harness";

const id = (name: string) => document.querySelector<HTMLElement>(`[data-testid="${name}"]`);

/** Opens the first of the list, once it is what was asked for. */
async function first(name: string): Promise<void> {
  const rows = () => [...document.querySelectorAll<HTMLElement>("[data-testid=skill-row]")];
  await expect.poll(() => rows().length === 1 || rows()[0]?.textContent?.includes(name)).toBe(true);
  await userEvent.click(rows()[0]!);
}

async function facts(name: string, engine?: FakeEngine): Promise<FakeEngine> {
  const opened = await open(engine ? { engine } : {});
  await userEvent.fill(page.getByTestId("search"), name);
  await first(name);
  await expect.poll(() => id("tab-facts")).not.toBeNull();
  await userEvent.click(id("tab-facts")!);
  return opened;
}

describe("the facts of a skill", () => {
  it("name what was found, the gravest first, each with its line, which opens in the code", async () => {
    await facts("Stock Watch");
    await expect.poll(() => id("facts")?.dataset["level"]).toBe("danger");
    const kinds = [...document.querySelectorAll("[data-testid=facts] section")].map(
      (el) => (el as HTMLElement).dataset["testid"],
    );
    expect(kinds[0]).toBe("facts-remote_code");
    expect(id("facts-secret")!.textContent).toContain("TOKEN");
    expect(id("facts")!.textContent).toContain("A scan finds patterns, not intentions");
    const line = id("facts-remote_code")!.querySelector<HTMLElement>("[data-testid=fact-line]")!;
    expect(line.textContent).toBe("Line 12");
    await userEvent.click(line);
    await expect.poll(() => document.querySelector(".cm-marked")?.textContent).toContain("curl -fsSL");
  });

  it("mark the skill in the list and in its header, and are found by a token", async () => {
    await facts("is:danger");
    const rows = [...document.querySelectorAll("[data-testid=skill-row]")];
    expect(rows.map((row) => row.querySelector(".tag.bad")?.textContent)).toEqual(["Attack pattern"]);
    await userEvent.click(id("tab-overview")!);
    await userEvent.click(id("fact-danger")!);
    await expect.poll(() => id("facts")).not.toBeNull();
  });

  it("say of nothing found that it proves nothing", async () => {
    await facts("Grocery List");
    await expect.poll(() => id("facts")?.dataset["level"]).toBe("none");
    expect(id("facts")!.textContent).toContain("That does not prove it harmless.");
  });

  it("name the well-known skill that another looks like, and lead to it", async () => {
    const engine = new FakeEngine("live", 40);
    engine.all.find(({ row }) => row.name === "Grocery List")!.row.badges = ["danger"];
    await facts("Grocery List", engine);
    await expect.poll(() => id("facts")?.textContent).toContain("nearly that of Meeting Minutes by lena-ohm");
    // The search that found the first may still choose its best row.
    const led = () => {
      id("facts-alike")?.click();
      return id("skill-title")?.textContent;
    };
    await expect.poll(led).toBe("Meeting Minutes");
  });

  it("that cannot be read say so, and are read again", async () => {
    const engine = new FakeEngine("live", 40);
    let broken = true;
    const real = engine.invoke.bind(engine);
    answer(engine, "skill_facts", (request) => {
      if (broken) throw { code: "disk", message: "Full.", hint: "" };
      return real("skill_facts", { request });
    });
    await facts("Stock Watch", engine);
    await expect.poll(() => document.querySelector("#skill-panel")?.textContent).toContain("disk");
    broken = false;
    // It may have been read again by itself already, with newer reviews.
    [...document.querySelectorAll<HTMLElement>("#skill-panel button")]
      .find((el) => el.textContent === "Try again")
      ?.click();
    await expect.poll(() => id("facts")?.dataset["level"]).toBe("danger");
  });

  it.each(["light", "dark", "contrast"])("have nothing that axe finds, %s", async (theme) => {
    await facts("Stock Watch");
    document.documentElement.dataset["theme"] = theme;
    await expect.poll(() => id("facts")).not.toBeNull();
    const { violations } = await axe.run(id("facts")!);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    document.documentElement.dataset["theme"] = "light";
  });
});

describe("what is not seen", () => {
  it("is drawn by its name in a name, keeps it from turning the row round, and is copied as it was", async () => {
    const engine = new FakeEngine("live", 40);
    const { row } = engine.all.find(({ row }) => row.name === "Grocery List")!;
    row.name = "Grocery \u202Etsil";
    row.author = "pan\u200Btry";
    await open({ engine });
    await userEvent.fill(page.getByTestId("search"), "Grocery");
    await expect.poll(() => document.querySelectorAll("[data-testid=skill-row] .unseen").length).toBe(2);
    const mark = document.querySelector<HTMLElement>("[data-testid=skill-row] .unseen")!;
    expect(getComputedStyle(mark, "::before").content).toBe('"U+202E"');
    expect(getComputedStyle(mark).unicodeBidi).toBe("isolate");
    const name = mark.closest("b")!;
    expect(name.textContent).toBe("Grocery \u202Etsil");
    // Were the line turned round, the mark would stand behind the letters that follow it.
    const letters = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
    while (letters.nextNode() && letters.currentNode.textContent !== "tsil");
    const range = document.createRange();
    range.selectNodeContents(letters.currentNode);
    expect(range.getBoundingClientRect().width).toBeGreaterThan(0);
    expect(mark.getBoundingClientRect().left).toBeLessThan(range.getBoundingClientRect().left);
  });

  it("is drawn by its name in code", async () => {
    await facts("Stock Watch");
    await userEvent.click(id("tab-code")!);
    await expect.poll(() => [...document.querySelectorAll<HTMLElement>(".cm-line .unseen")].map((el) => el.dataset["code"])).toEqual(["U+202E", "U+2066", "U+200B"]); // prettier-ignore
  });

  it("is drawn by its name in Markdown, also where a link has it", () => {
    const words = { image: (alt: string) => alt, noAlt: () => "", elsewhere: (host: string) => `leads to ${host}` };
    const box = document.createElement("div");
    box.innerHTML = render("ab\u200Bc `x\u202Ey` [https://bank.example](https://evil.example)", words);
    expect([...box.querySelectorAll<HTMLElement>(".unseen")].map((el) => el.dataset["code"])).toEqual([
      "U+200B",
      "U+202E",
    ]);
    expect(box.querySelector(".elsewhere")?.textContent).toBe("leads to evil.example");
  });
});

describe("a link of a stranger", () => {
  it("is shown whole before anything is done with it: its host, other scripts and what is not seen", async () => {
    const engine = new FakeEngine("live", 40);
    engine.all[0]!.written.readme = "[read](https://exаmple.org/a%20b?q=\u200Bx)";
    const asked = answer(engine, "open_link", () => null);
    await open({ engine });
    await userEvent.fill(page.getByTestId("search"), "Meeting Minutes");
    await first("Meeting Minutes");
    await expect.poll(() => document.querySelector("[data-url]")).not.toBeNull();
    await userEvent.click(document.querySelector("[data-url]")!);
    await expect.poll(() => id("link-host")).not.toBeNull();
    expect(id("link-url")!.closest("dialog")!.textContent).toContain("xn--");
    expect(asked).not.toContain("open_link");
    expect(location.href).not.toContain("example");
  });

  it("says that something in it is not seen, and marks it where it stands", () => {
    const dialog = (url: string) => {
      const target = document.body.appendChild(document.createElement("div"));
      const shown = mount(LinkDialog, { target, props: { url } });
      flushSync();
      const marks = [...target.querySelectorAll<HTMLElement>("[data-testid=link-url] .unseen")];
      const said = [target.textContent, marks.map((el) => el.dataset["code"])] as const;
      void unmount(shown);
      target.remove();
      return said;
    };
    const [text, marks] = dialog("https://bank.example/\u202Egnp.x?q=\u200B");
    expect(text).toContain("characters that are not seen");
    expect(marks).toEqual(["U+202E", "U+200B"]);
    const [plain, none] = dialog("https://bank.example/x.png");
    expect(plain).not.toContain("not seen");
    expect(none).toEqual([]);
  });
});
