'use strict';
// Env Diff: compare two .env files key by key without leaking secrets.

const SECRET = /key|token|secret|pass|pwd|credential|private|salt/i;
const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

function unquote(raw) {
  const quoted = raw.match(/^(["'`])((?:\\.|(?!\1).)*)\1\s*(?:#.*)?$/);
  if (!quoted) return raw.replace(/\s+#.*$/, '').trim();
  return quoted[1] === '"' ? quoted[2].replace(/\\n/g, '\n').replace(/\\"/g, '"') : quoted[2];
}

function parse(text, side) {
  const values = new Map();
  const duplicates = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^\s*(#|$)/.test(line)) return;
    const match = line.match(LINE);
    if (!match) throw new Error(`${side}, line ${index + 1}: expected KEY=value`);
    if (values.has(match[1])) duplicates.push({ side, key: match[1], line: index + 1 });
    values.set(match[1], unquote(match[2]));
  });
  return { values, duplicates };
}

function parseWithDotenv(text) {
  try {
    return { values: new Map(Object.entries(require('dotenv').parse(text))), duplicates: [] };
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error('the optional package dotenv is not installed');
  }
}

function display(key, value, showValues) {
  if (SECRET.test(key)) return value === '' ? '(empty)' : `•••• (${value.length} characters)`;
  return showValues ? value : '(hidden)';
}

function run({ left, right, show_values: showValues = true, parser = 'builtin' }) {
  if (typeof left !== 'string' || typeof right !== 'string') throw new Error('left and right must be texts');
  const reader = parser === 'dotenv' ? parseWithDotenv : parse;
  const a = reader(left, 'left');
  const b = reader(right, 'right');
  const changed = [];
  let same = 0;
  for (const [key, value] of a.values) {
    if (!b.values.has(key)) continue;
    if (b.values.get(key) === value) same += 1;
    else changed.push({ key, left: display(key, value, showValues), right: display(key, b.values.get(key), showValues) });
  }
  return {
    only_left: [...a.values.keys()].filter((key) => !b.values.has(key)),
    only_right: [...b.values.keys()].filter((key) => !a.values.has(key)),
    changed,
    same,
    duplicates: [...a.duplicates, ...b.duplicates],
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
