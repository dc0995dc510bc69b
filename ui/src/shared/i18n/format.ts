/** Numbers and dates as the language writes them. The `Intl` objects are kept: making one costs more than using it. */
import { language, m } from "./index.svelte";

const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function format<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: (locale: string) => T): T {
  // English dates in the order of the day, as the rest of the world writes them.
  const locale = language.current === "en" ? "en-GB" : language.current;
  const id = `${locale} ${key}`;
  let found = kept.get(id) as T | undefined;
  if (!found) kept.set(id, (found = make(locale)));
  return found;
}

export function number(value: number): string {
  return format("number", (locale) => new Intl.NumberFormat(locale)).format(value);
}

/** A share, given in hundredths. */
export function percent(value: number): string {
  return format("percent", (locale) => new Intl.NumberFormat(locale, { style: "percent" })).format(value / 100);
}

/** A rating: one digit after the point, always. */
export function rating(value: number): string {
  return format(
    "rating",
    (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  ).format(value);
}

export function bytes(value: number): string {
  const [unit, of] = value < 1_000_000 ? (["kilobyte", 1000] as const) : (["megabyte", 1_000_000] as const);
  return format(
    `bytes ${unit}`,
    (locale) => new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }),
  ).format(value / of);
}

export function duration(ms: number): string {
  // The signs of the units are the same in every language; the locales' short words ("secs") are not short.
  const [value, unit] = ms < 60_000 ? [ms / 1000, "s"] : [ms / 60_000, "min"];
  return `${rating(value)}\u00a0${unit}`;
}

export function exact(ms: number): string {
  return format(
    "exact",
    (locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" }),
  ).format(ms);
}

/** For tables: the hour of today, date and hour of any other day. */
export function moment(ms: number, now: number): string {
  const hour = format(
    "hour",
    (locale) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" }),
  ).format(ms);
  return new Date(ms).toDateString() === new Date(now).toDateString() ? hour : `${date(ms, now)}, ${hour}`;
}

export function date(ms: number, now: number): string {
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return format(
    `date ${sameYear}`,
    (locale) =>
      new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }),
  ).format(ms);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long ago; a date once it is more than 30 days. The clock of the page ticks once a minute, so what
 * lies a little ahead of it happened just now.
 */
export function ago(ms: number, now: number): string {
  const past = now - ms;
  if (past < MINUTE) return m.time_now();
  if (past < HOUR) return m.time_minutes({ count: Math.floor(past / MINUTE) });
  if (past < DAY) return m.time_hours({ count: Math.floor(past / HOUR) });
  if (past < 30 * DAY) return m.time_days({ count: Math.floor(past / DAY) });
  return date(ms, now);
}

/** How far ahead, rounded up: "in 1 min" must not be over while it still says so. */
export function until(ms: number, now: number): string {
  const ahead = ms - now;
  if (ahead < MINUTE) return m.time_soon();
  if (ahead < HOUR) return m.time_in_minutes({ count: Math.ceil(ahead / MINUTE) });
  if (ahead < DAY) return m.time_in_hours({ count: Math.round(ahead / HOUR) });
  if (ahead < 60 * DAY) return m.time_in_days({ count: Math.round(ahead / DAY) });
  return date(ms, now);
}

/** How old something is, for content that is shown while offline. */
export function age(ms: number, now: number): string {
  const past = now - ms;
  if (past < MINUTE) return m.age_now();
  if (past < HOUR) return m.age_minutes({ count: Math.floor(past / MINUTE) });
  if (past < DAY) return m.age_hours({ count: Math.floor(past / HOUR) });
  return m.age_days({ count: Math.floor(past / DAY) });
}
