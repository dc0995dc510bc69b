/**
 * Weighs the entry of the built window: all that is read before the first view, compressed. It fails above the limit,
 * so that what is not looked at first stays in files of its own (see `src/views/parts.svelte.ts`).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** Bytes at most. Fonts are not counted: they are compressed already, and text is drawn without waiting for them. */
const LIMIT = 130_000;

/** The scripts and styles that a page names, and with them what they import at once, which the build names too. */
export function named(html) {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => tag.startsWith("<script") || /\brel="(?:stylesheet|modulepreload)"/.test(tag))
    .flatMap((tag) => tag.match(/\b(?:src|href)="([^"]+)"/)?.[1] ?? []);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = fileURLToPath(new URL("../dist/", import.meta.url));
  const files = ["index.html", ...named(readFileSync(join(dist, "index.html"), "utf8"))];
  const bytes = files.map((file) => gzipSync(readFileSync(join(dist, file))).length);
  const sum = bytes.reduce((all, one) => all + one, 0);
  const kB = (n) => `${(n / 1000).toFixed(1)} kB`;
  files.forEach((file, i) => console.log(`${kB(bytes[i]).padStart(9)}  ${file}`));
  console.log(`${kB(sum).padStart(9)}  the entry, compressed; at most ${kB(LIMIT)}`);
  if (sum > LIMIT) {
    console.error(`entry: ${kB(sum - LIMIT)} too much: read what is not looked at first when it is wanted`);
    process.exit(1);
  }
}
