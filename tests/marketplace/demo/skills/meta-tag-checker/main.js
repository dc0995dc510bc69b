'use strict';
// Meta Tag Checker: what previews and search engines see of a page.

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—', hellip: '…' };
let decode = (text) => text
  .replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (whole, hex, dec) => {
    const code = hex ? parseInt(hex, 16) : Number(dec);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  })
  .replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
try {
  decode = require('he').decode;
} catch {
  // The optional package is missing; the common entities above are enough for most pages.
}

const tidy = (text) => decode(text).replace(/\s+/g, ' ').trim();

function attributes(tag) {
  const result = {};
  const body = tag.replace(/^<\w+/, '').replace(/\/?>$/, '');
  for (const [, name, , double, single, bare] of body.matchAll(/([\w:-]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) {
    result[name.toLowerCase()] = decode(double ?? single ?? bare ?? '');
  }
  return result;
}

function readPage(source) {
  const html = source.replace(/<!--[\s\S]*?-->|<(script|style)\b[\s\S]*?<\/\1>/gi, '');
  const tags = (name) => [...html.matchAll(new RegExp(`<${name}\\b(?:"[^"]*"|'[^']*'|[^>"'])*>`, 'gi'))].map((m) => attributes(m[0]));
  const meta = {};
  for (const tag of tags('meta')) {
    const key = (tag.name || tag.property || '').toLowerCase();
    if (key && !(key in meta)) meta[key] = tidy(tag.content || '');
  }
  const title = html.match(/<title[^>]*>([\s\S]*?)<\/title>/i);
  const canonical = tags('link').find((tag) => (tag.rel || '').toLowerCase().split(/\s+/).includes('canonical'));
  return {
    title: title ? tidy(title[1]) : null,
    canonical: canonical ? canonical.href : null,
    meta,
    h1: tags('h1').length,
    lang: (tags('html')[0] || {}).lang || null,
  };
}

function length(add, name, text, min, max) {
  if (!text) add('error', `no ${name}`);
  else if (text.length < min) add('hint', `${name} is short (${text.length} characters)`);
  else if (text.length > max) add('warning', `${name} may be cut off (${text.length} characters)`);
}

function check(page, url) {
  const findings = [];
  const add = (level, text) => findings.push({ level, text });
  length(add, 'title', page.title, 15, 60);
  length(add, 'description', page.meta.description, 50, 160);
  if (/\b(noindex|none)\b/i.test(page.meta.robots || '')) add('error', 'robots tells search engines not to index the page');
  if (!page.canonical) add('hint', 'no canonical link');
  else if (!/^https?:\/\//i.test(page.canonical)) add('warning', 'canonical link is not absolute');
  else if (url && new URL(page.canonical).href !== new URL(url).href) add('warning', 'canonical link points to another page');
  for (const name of ['og:title', 'og:description', 'og:image', 'og:url']) {
    if (!page.meta[name]) add(name === 'og:image' ? 'warning' : 'hint', `no ${name}`);
  }
  if (page.h1 !== 1) add('warning', `${page.h1} h1 headings, expected 1`);
  if (!page.lang) add('warning', 'no lang attribute');
  if (!page.meta.viewport) add('warning', 'no viewport');
  const order = ['error', 'warning', 'hint'];
  return findings.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

async function download(url) {
  if (!/^https?:\/\//i.test(url)) throw new Error('only http and https addresses are supported');
  const response = await fetch(url, { headers: { 'user-agent': 'meta-tag-checker/1.2' }, signal: AbortSignal.timeout(20000) });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.text();
}

async function run({ html, url }) {
  if (typeof html !== 'string' && typeof url !== 'string') throw new Error('give html or url');
  const page = readPage(typeof html === 'string' ? html : await download(url));
  const social = Object.fromEntries(Object.entries(page.meta).filter(([key]) => /^(og|twitter):/.test(key)));
  return {
    title: page.title,
    description: page.meta.description || null,
    canonical: page.canonical,
    social,
    findings: check(page, url),
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
