'use strict';
// Retry & Backoff Planner: write a retry policy out as a timeline.

// Small seeded generator (mulberry32), so that a plan can be repeated exactly.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const JITTER = {
  none: (delay) => delay,
  equal: (delay, random) => delay / 2 + (delay / 2) * random(),
  full: (delay, random) => delay * random(),
};

function positive(value, name) {
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} must be a positive number`);
  return value;
}

function run(data) {
  const attempts = positive(data.attempts, 'attempts');
  if (!Number.isInteger(attempts) || attempts < 2 || attempts > 50) throw new Error('attempts must be 2 to 50');
  const base = positive(data.base_ms ?? 500, 'base_ms');
  const factor = positive(data.factor ?? 2, 'factor');
  const cap = positive(data.cap_ms ?? 30000, 'cap_ms');
  const request = Number(data.request_ms ?? 0);
  const deadline = Number(data.deadline_ms ?? Infinity);
  const jitter = JITTER[data.jitter ?? 'none'];
  if (!jitter) throw new Error('jitter must be none, equal or full');
  const random = generator(data.seed ?? 1);

  const timeline = [{ attempt: 1, wait_ms: 0, starts_at_ms: 0 }];
  let clock = request;
  let dropped = 0;
  for (let n = 2; n <= attempts; n += 1) {
    const wait = Math.round(jitter(Math.min(cap, base * factor ** (n - 2)), random));
    if (clock + wait >= deadline) {
      dropped = attempts - n + 1;
      break;
    }
    clock += wait;
    timeline.push({ attempt: n, wait_ms: wait, starts_at_ms: clock });
    clock += request;
  }
  return {
    timeline,
    waiting_ms: timeline.reduce((sum, step) => sum + step.wait_ms, 0),
    gives_up_after_ms: clock,
    attempts_dropped: dropped,
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
