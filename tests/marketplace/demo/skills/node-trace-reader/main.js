'use strict';
// Node.js Stack Trace Reader: classify frames and point at the first one that is yours.

const FRAME = /^\s*at (?:(async )?(.+?) \()?(?:file:\/\/)?(.+?):(\d+):(\d+)\)?$/;

const HINTS = [
  [/Cannot read propert\w+ of (undefined|null)/, (m) => `Something is ${m[1]} that you expected to be an object. Check what produced it one line earlier.`],
  [/is not a function/, () => 'The name exists but holds something else. Check imports (default or named?) and spelling.'],
  [/is not defined/, () => 'The variable was never declared in this scope. A missing import is the usual reason.'],
  [/is not iterable/, () => 'A loop or spread received something that is not a list. Log its type.'],
  [/Maximum call stack/, () => 'A function keeps calling itself. Look for a missing end condition.'],
  [/Cannot find module '([^']+)'/, (m) => (m[1].startsWith('.') ? 'The relative path is wrong, or an extension is missing.' : `Is the package ${m[1]} installed in this project?`)],
  [/EADDRINUSE/, () => 'Another process already listens on that port.'],
  [/ECONNREFUSED/, () => 'Nothing listens at that address. Is the service running, and is the port right?'],
  [/ENOENT/, () => 'The file or folder does not exist. Relative paths start at the working directory.'],
  [/EACCES|EPERM/, () => 'The process lacks permission for that file or port.'],
  [/Unexpected token|Unexpected end of JSON/, () => 'Text that is not JSON was parsed as JSON. Log its first 100 characters.'],
  [/heap out of memory/, () => 'The memory limit was reached. Look for a list or cache that only grows.'],
];

function classify(file) {
  if (file.startsWith('node:') || file.startsWith('internal/')) return { kind: 'node' };
  const parts = file.split(/[\\/]node_modules[\\/]/);
  if (parts.length === 1) return { kind: 'yours' };
  const names = parts[parts.length - 1].split(/[\\/]/);
  return { kind: 'package', package: names[0].startsWith('\u0040') ? `${names[0]}/${names[1]}` : names[0] };
}

function readFrame(line, root) {
  const text = line.replace(/^\s*at ((?:file|node|\/|[A-Za-z]:\\).*)$/, '    at $1');
  const match = text.match(FRAME);
  if (!match) return null;
  const file = root && match[3].startsWith(root) ? match[3].slice(root.length).replace(/^[\\/]/, '') : match[3];
  return { ...classify(match[3]), function: match[2] || '(anonymous)', file, line: Number(match[4]) };
}

function run({ trace, root = '' }) {
  if (typeof trace !== 'string' || !/^\s*at /m.test(trace)) throw new Error('this does not look like a stack trace');
  const lines = trace.split(/\r?\n/);
  const first = lines.find((line) => /^(Uncaught )?[\w.]*(Error|Exception)\b.*/.test(line.trim())) || lines[0];
  const [, error, message = ''] = first.trim().match(/^(?:Uncaught )?([\w.]+)(?: \[[\w]+\])?(?:: (.*))?$/) || [null, 'Error', first.trim()];
  const frames = lines.map((line) => readFrame(line, root)).filter(Boolean);
  const own = frames.find((frame) => frame.kind === 'yours');
  const rule = HINTS.find(([pattern]) => pattern.test(first));
  return {
    error,
    message,
    hint: rule ? rule[1](first.match(rule[0])) : null,
    look_at: own ? `${own.file}:${own.line} in ${own.function}` : null,
    frames,
    causes: lines.map((line) => line.match(/(?:\[cause\]|Caused by): (.+?)\s*\{?$/)).filter(Boolean).map((m) => m[1]),
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
