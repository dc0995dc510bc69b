/**
 * Turns the catalogues in `messages/` into typed functions: `m.skills_count({ count: 3 })`. A message without
 * words in a language, with other placeholders there, or used with the wrong ones, does not compile.
 *
 * The language that every other is translated from is part of the window's entry; another one is a file that is read when
 * it is chosen.
 *
 * Written here rather than taken from a library because the one we would take cannot be installed from its
 * lock file on every platform (see docs/decisions).
 *
 * A message is a text with `{placeholders}`, or an object of texts by plural category; then the number is
 * `count`, and `{n}` is that number as the language writes it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const locales = ["en", "de"];
const catalogues = Object.fromEntries(
  locales.map((locale) => [locale, JSON.parse(readFileSync(join(root, "messages", `${locale}.json`), "utf8"))]),
);

/** The plural forms of a message; one under `other` where it has none. */
const forms = (message) => (typeof message === "string" ? { other: message } : message);

/** The names a message is given, sorted. */
function inputs(message) {
  const names = new Set(typeof message === "string" ? [] : ["count"]);
  for (const text of Object.values(forms(message))) {
    for (const [, name] of text.matchAll(/\{(\w+)\}/g)) {
      if (!(typeof message === "object" && name === "n")) names.add(name);
    }
  }
  return [...names].sort();
}

function fail(what) {
  console.error(`messages: ${what}`);
  process.exit(1);
}

function check(key) {
  const expected = catalogues[locales[0]][key];
  for (const locale of locales) {
    const message = catalogues[locale][key];
    if (message === undefined) fail(`${key} has no words in ${locale}`);
    if (typeof message !== typeof expected) fail(`${key} has plural forms in one language and none in another`);
    if (forms(message).other === undefined) fail(`${key} lacks the form "other" in ${locale}`);
    if (inputs(message).join() !== inputs(expected).join()) fail(`${key} takes other placeholders in ${locale}`);
    for (const form of Object.keys(forms(message))) {
      const known = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
      if (typeof message === "object" && !known.includes(form)) fail(`${key} has a form ${form} that ${locale} lacks`);
    }
  }
}

const keys = [...new Set(locales.flatMap((locale) => Object.keys(catalogues[locale])))].sort();
keys.forEach(check);

const declared = keys.map((key) => {
  const message = catalogues[locales[0]][key];
  const names = inputs(message);
  const type = (name) => (name === "count" && typeof message === "object" ? "number" : "string | number");
  const parameter = names.length > 0 ? `inputs: { ${names.map((n) => `${n}: ${type(n)}`).join("; ")} }` : "";
  return `  ${key}(${parameter}): string;`;
});

const [base, ...others] = locales;
const file = `// Made from messages/*.json by scripts/messages.mjs; not kept in the repository.
import { spelled } from "../shared/unseen";
import base from "./${base}";

export const locales = ${JSON.stringify(locales)} as const;
export type Locale = (typeof locales)[number];
export const baseLocale = "${base}";
export const isLocale = (tag: unknown): tag is Locale => locales.includes(tag as Locale);

type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogue = Record<string, Message>;
/** Those that have been read. Exported for tests, which put another language in. */
export const catalogues: { ${base}: Catalogue } & Partial<Record<Locale, Catalogue>> = { ${base}: base };
const files: Record<Exclude<Locale, typeof baseLocale>, () => Promise<{ default: Catalogue }>> = {
${others.map((locale) => `  ${locale}: () => import("./${locale}"),`).join("\n")}
};
/** Reads the words of a language, before it is chosen; those of the first one are here. */
export async function readLocale(locale: Locale): Promise<void> {
  if (locale !== baseLocale) catalogues[locale] ??= (await files[locale]()).default;
}
const rules = Object.fromEntries(locales.map((l) => [l, new Intl.PluralRules(l)])) as Record<Locale, Intl.PluralRules>;
const numbers = Object.fromEntries(locales.map((l) => [l, new Intl.NumberFormat(l)])) as Record<Locale, Intl.NumberFormat>;

let getLocale: () => Locale = () => baseLocale;
/** Tells the messages where to read the language from. */
export function overwriteGetLocale(read: () => Locale): void {
  getLocale = read;
}

type Inputs = Record<string, string | number>;
function say(key: string, inputs: Inputs = {}): string {
  const locale = getLocale();
  const message = (catalogues[locale] ?? base)[key] ?? key;
  if (typeof message === "string") return fill(message, inputs);
  const count = Number(inputs["count"]);
  return fill(message[rules[locale].select(count)] ?? message.other ?? key, { ...inputs, n: numbers[locale].format(count) });
}
function fill(text: string, inputs: Inputs): string {
  // A name of a stranger in a sentence: what is not seen in it is spelled out.
  return text.replace(/\\{(\\w+)\\}/g, (whole, name: string) => spelled(String(inputs[name] ?? whole)));
}

interface Messages {
${declared.join("\n")}
}
const made: Record<string, (inputs?: Inputs) => string> = {};
/** Every message, as a function of what stands in it; each is made when it is first asked for. */
export const m = new Proxy(made, {
  get: (made, key: string) => (made[key] ??= (inputs) => say(key, inputs)),
}) as unknown as Messages;
`;

const out = join(root, "src", "generated");
mkdirSync(out, { recursive: true });
/** Writes what is new: who reads it at the same time never finds half of it. */
function write(name, text) {
  const path = join(out, name);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}
write("messages.ts", file);
for (const locale of locales) {
  const words = `const words: import("./messages").Catalogue = ${JSON.stringify(catalogues[locale])};\nexport default words;\n`;
  write(`${locale}.ts`, words);
}
