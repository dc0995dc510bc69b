/** What is read when it is wanted: a click before that leaves what is there until the view can be drawn, whole. */
import { expect, it, vi } from "vitest";

import { Part, parts } from "../../src/views/parts.svelte";
import { all, one, open } from "./harness";

it("a view that is still being read leaves the one before it in its place", async () => {
  await open();
  const { drawn } = parts.sync;
  parts.sync.drawn = null;
  await one("nav-sync").click();
  await expect.poll(() => location.hash).toBe("#/sync");
  expect(all("skill-row").length, "the list stays").toBeGreaterThan(0);
  parts.sync.drawn = drawn;
  await expect.poll(() => all("skill-row").length).toBe(0);
  expect(document.querySelector("main h1, main h2"), "the view is there").not.toBeNull();
});

it("a view whose files cannot be read says so, and is read again when asked", async () => {
  await open();
  const { drawn } = parts.sync;
  const load = vi.spyOn(parts.sync, "load").mockResolvedValue();
  parts.sync.drawn = null;
  parts.sync.failed = true;
  await one("nav-sync").click();
  await expect.element(one("part-failed")).toBeVisible();
  // At once: the parts that are read ahead while nothing happens must not be quicker.
  load.mockImplementation(async () => void (parts.sync.drawn = drawn));
  all("part-failed")[0]?.querySelector("button")?.click();
  await expect.poll(() => all("part-failed").length).toBe(0);
  parts.sync.failed = false;
  load.mockRestore();
});

it("a part is read once, and after a failure once more", async () => {
  let fail = true;
  const read = vi.fn(async () => {
    if (fail) throw new Error("gone");
    return { default: "the view" };
  });
  const part = new Part(read);
  await part.load();
  expect([part.here, part.failed, part.drawn]).toEqual([true, true, null]);
  fail = false;
  await Promise.all([part.load(), part.load()]);
  expect([part.here, part.failed, part.drawn]).toEqual([true, false, "the view"]);
  await part.load();
  expect(read).toHaveBeenCalledTimes(2);
});
