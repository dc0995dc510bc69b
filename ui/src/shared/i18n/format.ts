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
  const seconds = ms / 1000;
  const [value, unit] = seconds < 60 ? [seconds, "second"] : [seconds / 60, "minute"];
  return format(
    `duration ${unit}`,
    (locale) => new Intl.NumberFormat(locale, { style: "unit", unit: unit as string, maximumFractionDigits: 1 }),
  ).format(value as number);
}

export function exact(ms: number): string {
  return format("exact", (locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" })).format(ms);
}

export function clock(ms: number): string {
  return format("clock", (locale) => new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" })).format(ms);
}

export function date(ms: number, now: number): string {
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return format(
    `date ${sameYear}`,
    (locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }),
  ).format(ms);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, or how far ahead; a date once it is more than 30 days. */
export function relative(ms: number, now: number): string {
  const past = now - ms;
  if (Math.abs(past) > 30 * DAY) return date(ms, now);
  if (past >= 0) {
    if (past < MINUTE) return m.time_now();
    if (past < HOUR) return m.time_minutes({ count: Math.floor(past / MINUTE) });
    if (past < DAY) return m.time_hours({ count: Math.floor(past / HOUR) });
    return m.time_days({ count: Math.floor(past / DAY) });
  }
  // A moment ahead is rounded up: "in 1 min" must not pass while it still says so.
  const ahead = -past;
  if (ahead < MINUTE) return m.time_in_seconds({ count: Math.ceil(ahead / 1000) });
  if (ahead < HOUR) return m.time_in_minutes({ count: Math.ceil(ahead / MINUTE) });
  if (ahead < DAY) return m.time_in_hours({ count: Math.round(ahead / HOUR) });
  return m.time_in_days({ count: Math.round(ahead / DAY) });
}

/** How old something is, for content that is shown while offline. */
export function age(ms: number, now: number): string {
  const past = now - ms;
  if (past < MINUTE) return m.age_now();
  if (past < HOUR) return m.age_minutes({ count: Math.floor(past / MINUTE) });
  if (past < DAY) return m.age_hours({ count: Math.floor(past / HOUR) });
  return m.age_days({ count: Math.floor(past / DAY) });
}
