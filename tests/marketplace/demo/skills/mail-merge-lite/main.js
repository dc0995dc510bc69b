'use strict';
// Mail Merge Lite: one text per record, with fallbacks and conditional passages.

function lookup(record, path) {
  return path.split('.').reduce((value, key) => (value == null ? undefined : value[key]), record);
}

function hasValue(value) {
  return value !== undefined && value !== null && value !== false && String(value).trim() !== '';
}

function fill(template, record, onMissing) {
  const conditional = /\{\?([\w.]+)\}([\s\S]*?)\{\/\1\}/g;
  const withPassages = template.replace(conditional, (_, path, passage) => (
    hasValue(lookup(record, path)) ? passage : ''
  ));
  return withPassages.replace(/\{([\w.]+)(?:\|([^}]*))?\}/g, (_, path, fallback) => {
    const value = lookup(record, path);
    if (hasValue(value)) return String(value);
    if (fallback !== undefined) return fallback;
    onMissing(path);
    return `[${path}]`;
  });
}

function mustacheFill(template, record) {
  let mustache;
  try {
    mustache = require('mustache');
  } catch {
    throw new Error('the optional package mustache is not installed; use the engine "lite"');
  }
  return mustache.render(template, record, {}, { escape: String });
}

function run({ template, records, engine = 'lite' }) {
  if (typeof template !== 'string' || template === '') throw new Error('template must be a text');
  if (!Array.isArray(records) || records.length === 0) throw new Error('records must be a list with at least one object');
  if (!['lite', 'mustache'].includes(engine)) throw new Error('engine must be lite or mustache');

  const missing = [];
  const letters = records.map((record, index) => (
    engine === 'mustache'
      ? mustacheFill(template, record)
      : fill(template, record, (field) => missing.push({ record: index + 1, field }))
  ));
  return { letters, missing, ready: missing.length === 0 };
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
