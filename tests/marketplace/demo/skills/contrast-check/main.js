'use strict';
// Colour Contrast Check: WCAG 2 contrast ratios and the nearest passing shade.

const THRESHOLDS = { AA: { normal: 4.5, large: 3 }, AAA: { normal: 7, large: 4.5 } };

let names = { black: [0, 0, 0], white: [255, 255, 255] };
try {
  names = require('color-name');
} catch {
  // Only black and white are known by name without the optional package.
}

function parseColour(text) {
  const value = String(text).trim().toLowerCase();
  if (Object.hasOwn(names, value)) return names[value];
  let match = value.match(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/);
  if (match) {
    const hex = match[1].length === 3 ? match[1].replace(/./g, '$&$&') : match[1];
    return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16));
  }
  match = value.match(/^rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)$/);
  if (match && match.slice(1).every((part) => Number(part) <= 255)) return match.slice(1).map(Number);
  throw new Error(`"${text}" is not a colour I can read; use #rrggbb or rgb(r, g, b)`);
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function toHsl([r, g, b]) {
  const [x, y, z] = [r / 255, g / 255, b / 255];
  const max = Math.max(x, y, z);
  const min = Math.min(x, y, z);
  const lightness = (max + min) / 2;
  const delta = max - min;
  if (delta === 0) return [0, 0, lightness];
  const saturation = delta / (1 - Math.abs(2 * lightness - 1));
  const sector = max === x ? ((y - z) / delta + 6) % 6 : max === y ? (z - x) / delta + 2 : (x - y) / delta + 4;
  return [sector * 60, saturation, lightness];
}

function fromHsl([hue, saturation, lightness]) {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

const hex = (rgb) => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

function nearestShade(text, background, needed) {
  const [hue, saturation, lightness] = toHsl(text);
  for (let step = 1; step <= 200; step += 1) {
    for (const direction of [-1, 1]) {
      const candidate = lightness + (direction * step) / 200;
      if (candidate >= 0 && candidate <= 1) {
        const shade = fromHsl([hue, saturation, candidate]);
        if (contrast(shade, background) >= needed) return hex(shade);
      }
    }
  }
  return null;
}

function run({ pairs, level = 'AA' }) {
  if (!Array.isArray(pairs) || pairs.length === 0) throw new Error('pairs must be a list with at least one entry');
  if (!THRESHOLDS[level]) throw new Error('level must be AA or AAA');
  const results = pairs.map(({ text, background, large = false }) => {
    const [front, back] = [parseColour(text), parseColour(background)];
    const needed = THRESHOLDS[level][large ? 'large' : 'normal'];
    const ratio = contrast(front, back);
    const result = { text: hex(front), background: hex(back), ratio: Math.floor(ratio * 100) / 100, needed, passes: ratio >= needed };
    if (!result.passes) result.suggestion = nearestShade(front, back, needed);
    return result;
  });
  return { level, passed: results.filter((result) => result.passes).length, results };
}

let raw = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => { raw += chunk; });
process.stdin.on('end', async () => {
  try {
    const data = JSON.parse(raw.replace(/^\uFEFF/, ''));
    if (data === null || typeof data !== 'object' || Array.isArray(data)) {
      throw new Error('expected one JSON object on standard input');
    }
    console.log(JSON.stringify(await run(data)));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
    process.exitCode = 1;
  }
});
