'use strict';
// MQTT Topic Planner: a tidy topic tree, and a test bench for wildcards.

const FOLD = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', ø: 'oe', å: 'aa' };

function slug(text) {
  const result = String(text)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüßæøå]/g, (letter) => FOLD[letter])
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (result === '') throw new Error(`"${text}" leaves no usable topic name`);
  return result;
}

function filterProblem(filter) {
  const levels = filter.split('/');
  if (filter === '') return 'a filter must not be empty';
  if (levels.some((level, i) => level.includes('#') && (level !== '#' || i < levels.length - 1))) {
    return '# must stand alone at the end';
  }
  if (levels.some((level) => level.includes('+') && level !== '+')) return '+ must fill a whole level';
  return null;
}

function matches(filter, topic) {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (let i = 0; i < wanted.length; i += 1) {
    if (wanted[i] === '#') return true;
    if (i >= levels.length || (wanted[i] !== '+' && wanted[i] !== levels[i])) return false;
  }
  return wanted.length === levels.length;
}

function run({ devices, prefix = 'home', filters = [] }) {
  if (!Array.isArray(devices) || devices.length === 0) throw new Error('devices must be a list with at least one entry');
  const root = slug(prefix);
  const topics = new Map();
  const problems = [];

  for (const { room, name, points } of devices) {
    if (!room || !name || !Array.isArray(points)) throw new Error('every device needs room, name and points');
    const base = [root, slug(room), slug(name)].join('/');
    for (const raw of points) {
      const settable = raw.endsWith('!');
      const point = slug(raw);
      const topic = `${base}/${point}`;
      if (topics.has(topic)) {
        problems.push(`${topic} is used twice`);
        continue;
      }
      if (point === 'set') problems.push(`${topic}: "set" is reserved for commands`);
      topics.set(topic, { topic, purpose: 'state', retain: true, source: `${room} / ${name}` });
      if (settable) topics.set(`${topic}/set`, { topic: `${topic}/set`, purpose: 'command', retain: false, source: `${room} / ${name}` });
    }
  }
  const names = [...topics.keys()];
  return {
    topics: [...topics.values()],
    filters: filters.map((filter) => {
      const problem = filterProblem(filter);
      return problem ? { filter, problem } : { filter, matches: names.filter((topic) => matches(filter, topic)) };
    }),
    problems,
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
