'use strict';
// Time Block Planner: place tasks into the free time of one day.

const MIN_BLOCK = 30;
const MAX_BLOCK = 90;

function toMinutes(text) {
  const match = String(text).match(/^([01]?\d|2[0-3]):([0-5]\d)$/);
  if (!match) throw new Error(`"${text}" is not a time like 09:30`);
  return Number(match[1]) * 60 + Number(match[2]);
}

const toClock = (value) => [Math.floor(value / 60), value % 60].map((n) => String(n).padStart(2, '0')).join(':');

function freeGaps(start, end, busy) {
  const gaps = [];
  let cursor = start;
  for (const { from, to } of [...busy, { from: end, to: end }]) {
    if (from > cursor) gaps.push({ from: cursor, to: Math.min(from, end) });
    cursor = Math.max(cursor, to);
  }
  return gaps.filter((gap) => gap.to > gap.from);
}

// The next piece of a task: never leave a remainder too short to be worth starting.
function pieceLength(left, room) {
  let length = Math.min(left, room, MAX_BLOCK);
  const rest = left - length;
  if (rest > 0 && rest < MIN_BLOCK) length = Math.max(MIN_BLOCK, length - (MIN_BLOCK - rest));
  return length <= room && (length >= MIN_BLOCK || length === left) ? length : 0;
}

function run({ tasks, busy = [], day = {}, break_minutes: pause = 10 }) {
  if (!Array.isArray(tasks) || tasks.length === 0) throw new Error('tasks must be a list with at least one entry');
  const start = toMinutes(day.from ?? '09:00');
  const end = toMinutes(day.to ?? '17:00');
  if (end <= start) throw new Error('the day must end after it begins');
  const fixed = busy
    .map(({ title, from, to }) => ({ title, from: toMinutes(from), to: toMinutes(to), kind: 'appointment' }))
    .sort((a, b) => a.from - b.from);

  const queue = tasks
    .map(({ title, minutes, effort = 2 }, order) => {
      if (!(minutes > 0)) throw new Error(`"${title}" needs a positive number of minutes`);
      return { title, effort, order, left: Math.round(minutes) };
    })
    .sort((a, b) => b.effort - a.effort || a.order - b.order);

  const blocks = [];
  for (const gap of freeGaps(start, end, fixed)) {
    let cursor = gap.from;
    let placed = true;
    while (placed) {
      placed = false;
      for (const task of queue) {
        const length = task.left > 0 ? pieceLength(task.left, gap.to - cursor) : 0;
        if (length > 0) {
          blocks.push({ title: task.title, from: cursor, to: cursor + length, kind: 'task' });
          task.left -= length;
          cursor += length + pause;
          placed = true;
          break;
        }
      }
    }
  }
  const plan = [...fixed, ...blocks].sort((a, b) => a.from - b.from);
  const work = blocks.reduce((sum, block) => sum + block.to - block.from, 0);
  return {
    plan: plan.map(({ title, from, to, kind }) => ({ from: toClock(from), to: toClock(to), title, kind })),
    planned_minutes: work,
    does_not_fit: queue.filter((task) => task.left > 0).map(({ title, left }) => ({ title, minutes_missing: left })),
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
    for (const key of ['day']) {
      if (typeof data[key] === 'string') data[key] = JSON.parse(data[key]);
    }
    console.log(JSON.stringify(await run(data)));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
    process.exitCode = 1;
  }
});
