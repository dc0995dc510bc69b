'use strict';
// Batch Rename Planner: compute new file names and report collisions. Touches no files.

const DATE = /(\d{4})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])/;

const CASES = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  kebab: (text) => text
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, ''),
};

function splitName(file) {
  const dot = file.lastIndexOf('.');
  return dot > 0 ? [file.slice(0, dot), file.slice(dot + 1).toLowerCase()] : [file, ''];
}

function newName(file, index, { pattern, replace, transform }) {
  const [stem, ext] = splitName(file);
  const date = stem.match(DATE);
  let name = date ? stem.replace(date[0], '') : stem;
  for (const [from, to] of replace) name = name.split(from).join(to);
  name = transform(name.replace(/\s+/g, ' ').trim());
  const values = { name, ext, date: date ? date.slice(1).join('-') : '' };
  const result = pattern.replace(/\{(name|ext|date|n)(?::(\d+))?\}/g, (_, key, width) => (
    key === 'n' ? String(index + 1).padStart(Number(width || 1), '0') : values[key]
  ));
  return ext === '' ? result.replace(/\.$/, '') : result;
}

function run(data) {
  if (!Array.isArray(data.files) || data.files.length === 0) throw new Error('files must be a list of names');
  if (typeof data.pattern !== 'string') throw new Error('pattern is required');
  if (data.case && !CASES[data.case]) throw new Error(`unknown case rule: ${data.case}`);
  const options = {
    pattern: data.pattern,
    replace: data.replace || [],
    transform: CASES[data.case] || ((text) => text),
  };
  const plan = data.files.map((from, index) => ({ from, to: newName(from, index, options) }));
  const targets = new Map();
  for (const { from, to } of plan) {
    if (/[\\/:*?"<>|]/.test(to)) throw new Error(`"${to}" contains a character that is not allowed in file names`);
    const key = to.toLowerCase();
    targets.set(key, [...(targets.get(key) || []), from]);
  }
  const conflicts = plan
    .filter(({ to }, index) => plan.findIndex((other) => other.to.toLowerCase() === to.toLowerCase()) === index)
    .filter(({ to }) => targets.get(to.toLowerCase()).length > 1)
    .map(({ to }) => ({ to, from: targets.get(to.toLowerCase()) }));
  return { plan, conflicts, unchanged: plan.filter(({ from, to }) => from === to).length };
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
