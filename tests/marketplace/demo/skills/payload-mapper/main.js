'use strict';
// Payload Mapper: build one JSON object from another by declarative rules.

const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

const CONVERT = {
  string: String,
  number: (value) => {
    const result = Number(value);
    if (Number.isNaN(result)) throw new Error(`"${value}" is not a number`);
    return result;
  },
  boolean: (value) => ['true', '1', 'yes', 'on'].includes(String(value).toLowerCase()),
  iso_time: (value) => new Date(Number(value) * (Math.abs(Number(value)) < 1e11 ? 1000 : 1)).toISOString(),
  lower: (value) => String(value).toLowerCase(),
  upper: (value) => String(value).toUpperCase(),
  trim: (value) => String(value).trim(),
};

function steps(path) {
  const parts = path.replace(/\[(\*|\d+)\]/g, '.$1').split('.').filter(Boolean);
  if (parts.length === 0) throw new Error('a path must not be empty');
  for (const part of parts) {
    if (FORBIDDEN.has(part)) throw new Error(`the path "${path}" is not allowed`);
  }
  return parts;
}

function read(value, [step, ...rest]) {
  if (step === undefined) return value;
  if (value === null || typeof value !== 'object') return undefined;
  if (step === '*') {
    const found = Object.values(value).map((item) => read(item, rest)).filter((item) => item !== undefined);
    return rest.includes('*') ? found.flat() : found;
  }
  return Object.hasOwn(value, step) ? read(value[step], rest) : undefined;
}

function write(target, path, value) {
  const parts = steps(path);
  const last = parts.pop();
  let place = target;
  for (const part of parts) {
    if (place[part] === undefined) place[part] = {};
    if (typeof place[part] !== 'object') throw new Error(`"${path}" collides with another rule`);
    place = place[part];
  }
  place[last] = value;
}

function leaves(value, path = '') {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) => (
    leaves(inner, Array.isArray(value) ? `${path}[*]` : `${path}${path && '.'}${key}`)
  ));
}

function run({ source, mapping, strict = false }) {
  if (!source || typeof source !== 'object') throw new Error('source must be an object');
  if (!mapping || typeof mapping !== 'object') throw new Error('mapping must be an object');
  const used = [];
  const missing = [];
  const target = {};

  const fetch = (path, fallback) => {
    used.push(path.replace(/\[\d+\]/g, '[*]'));
    const value = read(source, steps(path));
    if (value !== undefined) return value;
    if (fallback === undefined) {
      if (strict) throw new Error(`the source has no "${path}"`);
      missing.push(path);
    }
    return fallback;
  };

  for (const [path, given] of Object.entries(mapping)) {
    const rule = typeof given === 'string' ? { from: given } : given;
    let value;
    if ('value' in rule) value = rule.value;
    else if (rule.join) value = rule.join.map((part) => fetch(part, '')).filter((part) => part !== '').join(rule.with ?? ' ');
    else if (rule.from) value = fetch(rule.from, rule.default);
    else throw new Error(`the rule for "${path}" needs from, join or value`);
    if (rule.as && !CONVERT[rule.as]) throw new Error(`unknown conversion "${rule.as}"`);
    if (rule.as && value !== undefined) value = Array.isArray(value) ? value.map(CONVERT[rule.as]) : CONVERT[rule.as](value);
    if (value !== undefined) write(target, path, value);
  }
  const covered = (leaf) => used.some((path) => leaf === path || leaf.startsWith(`${path}.`) || leaf.startsWith(`${path}[`));
  return { target, missing, unmapped: [...new Set(leaves(source))].filter((leaf) => !covered(leaf)) };
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
    for (const key of ['source', 'mapping']) {
      if (typeof data[key] === 'string') data[key] = JSON.parse(data[key]);
    }
    console.log(JSON.stringify(await run(data)));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
    process.exitCode = 1;
  }
});
