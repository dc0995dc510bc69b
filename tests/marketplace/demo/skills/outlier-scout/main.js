'use strict';
// Outlier Scout: Tukey fences plus a median-based z-score.

function quantile(sorted, q) {
  const position = (sorted.length - 1) * q;
  const low = Math.floor(position);
  const high = Math.ceil(position);
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
}

const round = (value) => Math.round(value * 1000) / 1000;
const ascending = (numbers) => [...numbers].sort((a, b) => a - b);

function toPoint(entry, index) {
  const isObject = entry !== null && typeof entry === 'object';
  const value = Number(isObject ? entry.value : entry);
  if (!Number.isFinite(value)) throw new Error(`value ${index + 1} is not a number`);
  return { label: isObject && entry.label !== undefined ? entry.label : `#${index + 1}`, value };
}

function run({ values, fence = 1.5 }) {
  if (!Array.isArray(values) || values.length < 5) throw new Error('values needs at least five numbers');
  const points = values.map(toPoint);
  const sorted = ascending(points.map((point) => point.value));
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((q) => quantile(sorted, q));
  const low = q1 - fence * (q3 - q1);
  const high = q3 + fence * (q3 - q1);
  const mad = quantile(ascending(sorted.map((value) => Math.abs(value - median))), 0.5);

  const outliers = [];
  for (const { label, value } of points) {
    const outside = value < low || value > high;
    const score = mad === 0 ? null : round((0.6745 * (value - median)) / mad);
    const far = score !== null && Math.abs(score) > 3.5;
    if (outside || far) {
      outliers.push({ label, value, robust_z: score, level: outside && far ? 'strong' : 'possible' });
    }
  }
  return {
    count: points.length,
    median: round(median),
    fences: { low: round(low), high: round(high) },
    outliers,
  };
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
