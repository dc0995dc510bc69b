/** The figures of the charts: pure functions from the engine's days to what is drawn and said. */
import type { SyncDay } from "../../ipc";

export const SERIES = ["runs", "changes", "duration", "errors"] as const;
export type Series = (typeof SERIES)[number];

/** What a day's bar is made of, from the bottom up: by tone, each a share of the row's height. */
export type Tone = "good" | "warn" | "bad";
export interface Bar {
  tone: Tone;
  from: number;
  to: number;
}

/** A day's value in a series; null where there is none to speak of. */
export function value(day: SyncDay, series: Series): number | null {
  switch (series) {
    case "runs":
      return day.complete + day.partial + day.failed;
    case "changes":
      return day.changes;
    case "duration":
      return day.median_ms;
    case "errors":
      return day.errors;
  }
}

/** The highest value that is drawn, at least 1 so that nothing is divided by nothing. */
export function top(days: readonly SyncDay[], series: Series): number {
  return Math.max(1, ...days.map((day) => value(day, series) ?? 0));
}

/** A sliver at least, so that one change beside a thousand is seen. */
const LEAST = 0.06;

export function bars(day: SyncDay, series: Series, highest: number): Bar[] {
  const parts: [Tone, number][] =
    series === "runs"
      ? [
          ["good", day.complete],
          ["warn", day.partial],
          ["bad", day.failed],
        ]
      : [[series === "errors" ? "bad" : "good", value(day, series) ?? 0]];
  let from = 0;
  return parts
    .filter(([, amount]) => amount > 0)
    .map(([tone, amount]) => {
      const to = Math.min(1, from + Math.max(LEAST, amount / highest));
      const bar = { tone, from, to };
      from = to;
      return bar;
    });
}

/** What all days have together; of durations the middle one of the days. */
export function total(days: readonly SyncDay[], series: Series): number | null {
  const values = days.map((day) => value(day, series)).filter((one) => one !== null);
  if (series !== "duration") return values.reduce((sum, one) => sum + one, 0);
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** Noon of the day, which is that day wherever the clock is changed. */
export function noon(day: SyncDay): number {
  return new Date(`${day.date}T12:00:00`).getTime();
}
