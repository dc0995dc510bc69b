'use strict';
// Markdown Task Harvester: collect check-box tasks from notes and sort them by urgency.

const TASK = /^\s*(?:[-*+]|\d+[.)])\s+\[( |x|X)\]\s+(.+)$/;
const PRIORITIES = { high: 0, normal: 1, low: 2 };

function days(text) {
  const date = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(date.getTime())) throw new Error(`"${text}" is not a date like 2026-03-05`);
  return Math.round(date.getTime() / 86400000);
}

function readTask(text) {
  const task = { text, due: null, priority: 'normal', people: [], tags: [] };
  task.text = text
    .replace(/(?:^|\s)due:(\d{4}-\d{2}-\d{2})\b/, (_, due) => { task.due = due; return ''; })
    .replace(/(?:^|\s)!(high|low)\b/, (_, priority) => { task.priority = priority; return ''; })
    .replace(/(?:^|\s)~(\p{L}[\p{L}\p{N}-]*)/gu, (_, person) => { task.people.push(person); return ''; })
    .replace(/(?:^|\s)#(\p{L}[\p{L}\p{N}/-]*)/gu, (_, tag) => { task.tags.push(tag.toLowerCase()); return ''; })
    .trim();
  return task;
}

function* harvest(file, text) {
  let heading = null;
  let fence = null;
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const mark = line.match(/^\s*(```|~~~)/);
    if (mark && (fence === null || fence === mark[1])) fence = fence === null ? mark[1] : null;
    if (fence !== null) continue;
    const title = line.match(/^#{1,6}\s+(.+?)\s*#*$/);
    if (title) heading = title[1];
    const match = line.match(TASK);
    if (match) yield { done: match[1] !== ' ', ...readTask(match[2]), file, line: index + 1, heading };
  }
}

function urgency(task, today) {
  if (!task.due) return 'undated';
  const left = days(task.due) - today;
  if (left < 0) return `overdue by ${-left} d`;
  return left === 0 ? 'due today' : `due in ${left} d`;
}

function run({ notes, today, include_done: includeDone = false }) {
  if (!notes || typeof notes !== 'object' || Array.isArray(notes)) throw new Error('notes must map file names to texts');
  const now = days(today);
  const all = Object.entries(notes).flatMap(([file, text]) => [...harvest(file, text)]);
  const tasks = all
    .filter((task) => includeDone || !task.done)
    .sort((a, b) => (a.due || '9999').localeCompare(b.due || '9999')
      || PRIORITIES[a.priority] - PRIORITIES[b.priority]
      || a.file.localeCompare(b.file)
      || a.line - b.line)
    .map((task) => ({ urgency: urgency(task, now), ...task }));
  const open = all.filter((task) => !task.done);
  return {
    open: open.length,
    done: all.length - open.length,
    overdue: open.filter((task) => task.due && days(task.due) < now).length,
    tasks,
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
    for (const key of ['notes']) {
      if (typeof data[key] === 'string') data[key] = JSON.parse(data[key]);
    }
    console.log(JSON.stringify(await run(data)));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
    process.exitCode = 1;
  }
});
