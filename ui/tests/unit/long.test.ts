/** What is longer than an answer may be is read on, and done, to its end. */
import { beforeEach, describe, expect, it } from "vitest";

import { Bulk } from "../../src/domain/conflict/bulk.svelte";
import { Queue } from "../../src/domain/conflict/queue.svelte";
import { readDraft } from "../../src/domain/draft";
import { useTransport } from "../../src/ipc";

/** What the commands asked here are given. */
type Request = { ids: number[]; offset: number };
type Answer = (request: Request) => unknown;

/** The names and requests of what was asked, answered by these. */
function engine(answers: Record<string, Answer>) {
  const asked: [string, Request][] = [];
  useTransport({
    invoke(command, args) {
      const request = args?.["request"] as Request;
      asked.push([command, request]);
      return Promise.resolve(answers[command]!(request));
    },
    listen: () => Promise.resolve(() => {}),
    drops: () => Promise.resolve(() => {}),
  });
  return asked;
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe("a draft", () => {
  let kept = { value: "", changed_at: "" };
  const draft: Answer = ({ offset }) => ({
    value: kept.value.slice(offset, offset + 4),
    changed_at: kept.changed_at,
    next: offset + 4 < kept.value.length ? offset + 4 : null,
  });
  beforeEach(() => (kept = { value: "half a thought", changed_at: "one" }));

  it("is read on to its end", async () => {
    engine({ draft });
    expect((await readDraft("new"))?.value).toBe("half a thought");
  });

  it("that is kept anew while it is read is read anew", async () => {
    const asked = engine({
      draft: (request) => {
        const part = draft(request);
        if (asked.length === 2) kept = { value: "another thought", changed_at: "two" };
        return part;
      },
    });
    expect(await readDraft("new")).toMatchObject({ value: "another thought", changed_at: "two" });
  });

  it("that is dropped while it is read is none", async () => {
    const asked = engine({ draft: (request) => (asked.length > 1 ? null : draft(request)) });
    expect(await readDraft("new")).toBeNull();
  });
});

describe("twelve thousand conflicts", () => {
  it("are chosen all, a page of numbers at a time", async () => {
    const asked = engine({
      conflict_numbers: ({ offset }) => ({
        ids: numbers(offset, Math.min(offset + 5000, 12_000)),
        next: offset + 5000 < 12_000 ? offset + 5000 : null,
      }),
    });
    const queue = new Queue();
    await queue.checkAll(true);
    expect(queue.checked.size).toBe(12_000);
    expect(asked.length).toBe(3);
  });

  it("are resolved as many at a time as may be named, and undone in one go", async () => {
    const most: number[] = [];
    const done: Answer = ({ ids }) => {
      most.push(ids.length);
      const failed = ids.filter((id) => id % 1000 === 0).map((id) => ({ id, error: { code: "bad_input" } }));
      const resolved = ids.filter((id) => id % 1000 !== 0);
      return { resolved: resolved.length, ids: resolved, failed_total: failed.length, failed };
    };
    engine({
      foresee_conflicts: ({ ids }) => ids.map((id) => ({ id })),
      resolve_conflicts: done,
      undo_conflicts: done,
    });
    const bulk = new Bulk();
    await bulk.foresee(numbers(0, 12_000));
    await bulk.apply();
    expect(bulk.report).toMatchObject({ resolved: 11_988, failed_total: 12 });
    await bulk.undo();
    expect(bulk.undone).toMatchObject({ resolved: 11_988, failed_total: 0 });
    expect(Math.max(...most)).toBe(5000);
  });

  it("of which the second part fails can be undone as far as they are resolved", async () => {
    let times = 0;
    engine({
      foresee_conflicts: ({ ids }) => ids.map((id) => ({ id })),
      resolve_conflicts: ({ ids }) => {
        if (times++) throw Object.assign(new Error("disk"), { code: "disk" });
        return { resolved: ids.length, ids, failed_total: 0, failed: [] };
      },
    });
    const bulk = new Bulk();
    await bulk.foresee(numbers(0, 6000));
    expect(await bulk.apply()).toBe(false);
    expect(bulk.report?.ids.length).toBe(5000);
    expect(bulk.error).not.toBeNull();
  });
});
