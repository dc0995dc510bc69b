'use strict';
// Date Normaliser: decide on day-first or month-first for the whole column, then convert.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const fullYear = (text) => (text.length === 2 ? Number(text) + (Number(text) < 70 ? 2000 : 1900) : Number(text));

function iso(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  const valid = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return valid ? date.toISOString().slice(0, 10) : null;
}

// Returns {iso} for a clear date, {pair, year} when the order matters, or null.
function read(text) {
  let m = text.match(/^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/) || text.match(/^(\d{4})(\d{2})(\d{2})$/);
  if (m) return { iso: iso(Number(m[1]), Number(m[2]), Number(m[3])) };
  m = text.match(/^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$/);
  if (m) return { pair: [Number(m[1]), Number(m[2])], year: fullYear(m[3]) };
  m = text.match(/^(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?,?[ -](\d{2}|\d{4})$/i);
  if (m) m = [m[0], m[2], m[1], m[3]];
  else m = text.match(/^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i);
  if (m) {
    const month = MONTHS.indexOf(m[1].slice(0, 3).toLowerCase()) + 1;
    return month ? { iso: iso(fullYear(m[3]), month, Number(m[2])) } : null;
  }
  return null;
}

function detectOrder(parsed) {
  const pairs = parsed.filter((p) => p && p.pair).map((p) => p.pair);
  const dayFirst = pairs.some(([a]) => a > 12);
  const monthFirst = pairs.some(([, b]) => b > 12);
  if (dayFirst && monthFirst) return 'conflicting';
  if (dayFirst) return 'dmy';
  if (monthFirst) return 'mdy';
  return pairs.some(([a, b]) => a !== b) ? 'ambiguous' : 'dmy';
}

function looseReader() {
  try {
    const chrono = require('chrono-node');
    return (text) => {
      const [found] = chrono.parse(text);
      const start = found && found.start;
      return start && iso(start.get('year'), start.get('month'), start.get('day'));
    };
  } catch {
    return () => null;
  }
}

function run({ dates, order, loose = false }) {
  if (!Array.isArray(dates) || dates.length === 0) throw new Error('dates must be a list of texts');
  if (order && !['dmy', 'mdy'].includes(order)) throw new Error('order must be dmy or mdy');
  const texts = dates.map((value) => String(value).trim());
  const parsed = texts.map(read);
  const used = order || detectOrder(parsed);
  const readLoose = loose ? looseReader() : () => null;
  const problems = [];
  const result = parsed.map((entry, index) => {
    let value = entry ? entry.iso : readLoose(texts[index]);
    let problem = entry ? 'no such day' : 'format not recognised';
    if (entry && entry.pair) {
      const [a, b] = entry.pair;
      if (used === 'dmy' || a > 12) value = iso(entry.year, b, a);
      else if (used === 'mdy' || b > 12) value = iso(entry.year, a, b);
      else if (a === b) value = iso(entry.year, a, b);
      else problem = 'day and month cannot be told apart';
    }
    if (!value) problems.push({ index, text: texts[index], problem });
    return value || null;
  });
  return { dates: result, order: used, problems };
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
