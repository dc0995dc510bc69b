'use strict';
// JSON to Table: flatten a list of objects into Markdown or CSV.

let width = (text) => [...text].length;
try {
  width = require('string-width');
} catch {
  // The optional package is missing; counting code points is good enough for most texts.
}

const isPlain = (value) => value === null || typeof value !== 'object';

function flatten(value, prefix = '', target = {}) {
  for (const [key, inner] of Object.entries(value)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (isPlain(inner)) target[path] = inner;
    else if (Array.isArray(inner)) target[path] = inner.every(isPlain) ? inner.join(', ') : JSON.stringify(inner);
    else flatten(inner, path, target);
  }
  return target;
}

const cell = (value) => (value === undefined || value === null ? '' : String(value));

function toCsv(columns, rows) {
  const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  return lines.map((line) => line.map(quote).join(',')).join('\r\n');
}

function toMarkdown(columns, rows) {
  const escape = (text) => text.replace(/\|/g, '\\|').replace(/\r?\n/g, '<br>');
  const body = rows.map((row) => columns.map((column) => escape(cell(row[column]))));
  const head = columns.map(escape);
  const numeric = columns.map((column) => rows.every((row) => (
    row[column] === undefined || row[column] === null || typeof row[column] === 'number'
  )));
  const widths = columns.map((_, i) => Math.max(3, ...[head, ...body].map((line) => width(line[i]))));
  const pad = (text, i) => {
    const space = ' '.repeat(widths[i] - width(text));
    return numeric[i] ? space + text : text + space;
  };
  const render = (line) => `| ${line.map(pad).join(' | ')} |`;
  const rule = widths.map((w, i) => (numeric[i] ? `${'-'.repeat(w - 1)}:` : '-'.repeat(w)));
  return [render(head), `| ${rule.join(' | ')} |`, ...body.map(render)].join('\n');
}

function run({ rows, format = 'markdown', columns }) {
  if (!Array.isArray(rows) || rows.length === 0) throw new Error('rows must be a list with at least one object');
  if (rows.some((row) => isPlain(row) || Array.isArray(row))) throw new Error('every row must be an object');
  const flat = rows.map((row) => flatten(row));
  const names = columns || [...new Set(flat.flatMap((row) => Object.keys(row)))];
  const writers = { markdown: toMarkdown, csv: toCsv };
  if (!writers[format]) throw new Error('format must be markdown or csv');
  return { table: writers[format](names, flat), rows: flat.length, columns: names };
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
