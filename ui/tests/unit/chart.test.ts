import { describe, expect, it } from "vitest";

import { bars, noon, top, total } from "../../src/domain/status/chart";
import type { SyncDay } from "../../src/ipc/bindings";

const day = (change: Partial<SyncDay>): SyncDay => ({
  date: "2026-03-29",
  complete: 0,
  partial: 0,
  failed: 0,
  changes: 0,
  errors: 0,
  median_ms: null,
  longest_ms: null,
  ...change,
});

describe("the charts of the last 30 days", () => {
  it("draw every outcome of a day above the other, in the share that it has", () => {
    const drawn = bars(day({ complete: 60, partial: 20, failed: 20 }), "runs", 100);
    expect(drawn.map(({ tone, from, to }) => [tone, from, Math.round(to * 100)])).toEqual([
      ["good", 0, 60],
      ["warn", 0.6, 80],
      ["bad", 0.8, 100],
    ]);
  });

  it("show what is little beside what is much, and nothing where there is nothing", () => {
    const [sliver] = bars(day({ changes: 1 }), "changes", 100_000);
    expect(sliver!.to).toBeGreaterThan(0.05);
    expect(bars(day({}), "changes", 100)).toEqual([]);
    expect(bars(day({}), "duration", 100)).toEqual([]);
  });

  it("never draw beyond the row", () => {
    const drawn = bars(day({ complete: 98, partial: 1, failed: 1 }), "runs", 100);
    expect(Math.max(...drawn.map(({ to }) => to))).toBeLessThanOrEqual(1);
    expect(drawn.every(({ from, to }) => to >= from)).toBe(true);
  });

  it("sum what can be summed, and give the middle of what cannot", () => {
    const days = [
      day({ median_ms: 900, changes: 2 }),
      day({}),
      day({ median_ms: 100, changes: 3 }),
      day({ median_ms: 300 }),
    ];
    expect(total(days, "changes")).toBe(5);
    expect(total(days, "duration")).toBe(300);
    expect(total([day({})], "duration")).toBeNull();
    expect(top([day({})], "errors"), "nothing is divided by nothing").toBe(1);
  });

  it("name a day that has 23 hours by its own date", () => {
    expect(new Date(noon(day({}))).getDate()).toBe(29);
  });
});
