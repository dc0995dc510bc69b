/**
 * Markdown bent in every way: whatever a stranger writes, what comes out runs nothing, loads nothing, leads nowhere, and
 * comes soon. The same inputs in every run; `VITE_FUZZ_SECONDS` goes on for that long, from `VITE_FUZZ_SEED`.
 */
import { expect, it } from "vitest";

import { render } from "../../src/shared/markdown/render";

const words = {
  image: (alt: string) => `Image: ${alt}`,
  noAlt: () => "no description",
  elsewhere: (host: string) => `leads to ${host}`,
};
const INPUTS = 2_000;
/** Milliseconds that one may take on a busy machine; what grows faster than its input takes minutes. */
const SOON = 3_000;

const SEEDS = [
  '# One\n\nText *with* **marks**, `code` and [a link](https://example.org/a?b=c#d "title").\n',
  "- one\n  - two\n\n    three\n\n1. four\n",
  "| a | b |\n|---|---|\n| `1` | [x](https://example.org) |\n",
  "```py\nprint('x')\n```\n\n~~~\nraw\n~~~\n\n    indented\n",
  "> quoted\n> > twice\n\n---\n\n![A plan](https://images.example.org/p.png)\n",
  "[ref]: https://example.org 'x'\n\n[ref], [ref][], <https://example.org>, <ada@mail.example>\n",
  "---\nname: x\ndescription: y\n---\n\nHello\n",
];
const PIECES = [
  ..."<script>|</script>|<img src=x onerror=alert(1)>|<svg onload=alert(1)>|<a href=javascript:alert(1)>x</a>|<style>*{}</style>".split(
    "|",
  ),
  ..."<iframe src=//x>|<base href=//x>|<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>".split(
    "|",
  ),
  ..."javascript:|data:text/html,|vbscript:|//example.org|file:///|&#106;avascript:|java\tscript:|\\u0000|&NewLine;|&colon;".split(
    "|",
  ),
  ..."](|[|]|![|(|)|<|>|`|```|~~~|***|__|#|> |- |1. ||---||\n\n|    |\\|&lt;|\" onmouseover=alert(1) |' style=x |<!--|-->|<![CDATA[".split(
    "|",
  ),
  ..."\u202E|\u200B|\u2066|\u0000|\uFEFF|\u{E0041}|\uD800|id=x name=body |class=image |data-url=javascript:alert(1) ".split(
    "|",
  ),
];
const FORBIDDEN =
  "script, style, img, svg, math, iframe, object, embed, form, input, button, link, meta, base, audio, video, template, " +
  "[href], [src], [srcset], [style], [id], [name], [action], [formaction], [background], [xlink\\:href]";

/** Numbers that are the same on every machine (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function bent(next: () => number): string {
  const below = (limit: number) => Math.floor(next() * limit);
  const any = <T>(list: T[]): T => list[below(list.length)]!;
  let text = any(SEEDS);
  for (let step = below(8); step >= 0; step -= 1) {
    const at = below(text.length + 1);
    const to = at + below(Math.min(24, text.length - at) + 1);
    const put = [any(PIECES), any(PIECES).repeat(1 + below(60)), any(SEEDS), "", String.fromCharCode(below(0x300))];
    text = text.slice(0, at) + any(put) + text.slice(next() < 0.5 ? at : to);
  }
  return text.slice(0, 20_000);
}

/** Where a browser takes an address for leading: what only looks like another scheme is a path (`/javascript:/x`). */
function scheme(url: string): string {
  try {
    return new URL(url, "https://skill.example/").protocol;
  } catch {
    return "";
  }
}

/** What is wrong with what became of it; nothing where it holds. */
function wrong(source: string, show: (source: string) => string): string[] {
  const began = performance.now();
  // A document of its own: nothing in it runs or loads, even where the protection is gone.
  const box = new DOMParser().parseFromString(show(source), "text/html").body;
  const elements = [...box.querySelectorAll("*")];
  return [
    ...[...box.querySelectorAll(FORBIDDEN)].map((element) => element.outerHTML.slice(0, 200)),
    ...elements
      .flatMap((element) => element.getAttributeNames())
      .filter((name) => name.startsWith("on"))
      .map((name) => `an attribute ${name}`),
    ...elements
      .map((element) => element.getAttribute("data-url") ?? "")
      .filter((url) => /^(?:javascript|vbscript|data|file):$/.test(scheme(url)))
      .map((url) => `a link to ${url.slice(0, 60)}`),
    ...(performance.now() - began > SOON ? ["too slow"] : []),
  ];
}

it("holds whatever is written", { timeout: 24 * 3_600_000 }, async ({ annotate }) => {
  const seconds = Number(import.meta.env["VITE_FUZZ_SECONDS"] ?? 0);
  const next = numbers(Number(import.meta.env["VITE_FUZZ_SEED"] ?? 1));
  const end = performance.now() + seconds * 1000;
  let tried = 0;
  while (tried < INPUTS || performance.now() < end) {
    const source = bent(next);
    const found = wrong(source, (text) => render(text, words));
    if (found.length > 0) expect.fail(`${found.join("\n")}\nfor ${JSON.stringify(source)}`);
    tried += 1;
  }
  await annotate(`${tried} inputs`);
});

it("takes for a link what a browser does", () => {
  const linked = (url: string) => wrong("", () => `<a data-url="${url}">x</a>`);
  for (const url of [
    "javascript:x",
    " JavaScript:x",
    "java&#9;script:x",
    "&#1;data:text/html,x",
    "vbscript:x",
    "file:///x",
  ])
    expect(linked(url), url).toHaveLength(1);
  for (const url of ["/javascript:/x", "./data:x", "https://example.org/file:x", "#javascript:", "mailto:a@b.c", "//"])
    expect(linked(url), url).toEqual([]);
});

it("finds what is put in its way", () => {
  const careless = (source: string) => source.replaceAll("<p>", "");
  const next = numbers(1);
  const found = Array.from({ length: 500 }, () => wrong(bent(next), careless)).filter((list) => list.length > 0);
  expect(found.length).toBeGreaterThan(50);
});
