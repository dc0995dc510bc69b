import { describe, expect, it } from "vitest";

import source from "../../src/shared/tokens.css?raw";

type Colour = [number, number, number];

/** The tokens of each theme as linear sRGB, read from the one file that has them. */
const themes = (() => {
  const css = source.replace(/\/\*.*?\*\//gs, "");
  const read = (selector: string) => {
    const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0]!;
    return Object.fromEntries(
      [...block.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);/g)].map(([, name, l, c, h]) => [
        name!,
        linear(+l!, +c!, +h!),
      ]),
    );
  };
  const light = read(":root");
  const contrast = { ...light, ...read('[data-theme="contrast"]') };
  return {
    light,
    dark: { ...light, ...read('[data-theme="dark"]') },
    contrast,
    "contrast, dark": { ...contrast, ...read('[data-theme="contrast"][data-scheme="dark"]') },
  } as Record<string, Record<string, Colour>>;
})();

function linear(lightness: number, chroma: number, hue: number): Colour {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function contrast(one: Colour, other: Colour): number {
  const luminance = ([r, g, b]: Colour) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: [string, string[]][] = [
  ["text-1", ["surface-0", "surface-1", "surface-2", "surface-3", "accent-soft", "mark", "warn-soft", "bad-soft"]],
  ["text-2", ["surface-0", "surface-1", "surface-2", "surface-3", "accent-soft"]],
  ["text-3", ["surface-0", "surface-1", "surface-2", "accent-soft"]],
  ["accent-text", ["surface-0", "surface-1", "surface-2", "accent-soft"]],
  ["on-accent", ["accent", "accent-hover"]],
  ["on-bad", ["bad", "bad-hover"]],
  ...["good", "warn", "bad", "info"].map((role): [string, string[]] => [
    role,
    ["surface-0", "surface-1", `${role}-soft`],
  ]),
  ["bad", ["surface-2"]],
  ...["code-key", "code-text", "code-name", "code-value", "code-note"].map((role): [string, string[]] => [
    role,
    ["surface-1"],
  ]),
];
const SHAPES: [string, string[]][] = [["accent", ["surface-0", "surface-1", "surface-2"]]];

describe.each(Object.entries(themes))("the %s theme", (name, tokens) => {
  const least = name.startsWith("contrast") ? 7 : 4.5;

  it(`holds every text to ${least} to 1`, () => {
    const low = TEXT.flatMap(([text, grounds]) =>
      grounds.map((ground) => ({ pair: `${text} on ${ground}`, is: contrast(tokens[text]!, tokens[ground]!) })),
    ).filter(({ is }) => is < least);
    expect(low).toEqual([]);
  });

  it("holds what shows state and focus to 3 to 1", () => {
    for (const [shape, grounds] of SHAPES) {
      for (const ground of grounds)
        expect(contrast(tokens[shape]!, tokens[ground]!), `${shape} on ${ground}`).toBeGreaterThan(3);
    }
  });
});
