'use strict';
// Meeting Across Time Zones: rank starting times by how much they hurt, and whom.

function minutesOf(text) {
  const match = String(text).match(/^([01]?\d|2[0-4]):([0-5]\d)$/);
  if (!match) throw new Error(`"${text}" is not a time like 09:00`);
  return Number(match[1]) * 60 + Number(match[2]);
}

function formatter(zone) {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    });
  } catch {
    throw new Error(`unknown time zone "${zone}"`);
  }
}

function local(person, instant) {
  const parts = Object.fromEntries(person.format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    text: `${parts.weekday} ${parts.hour}:${parts.minute}`,
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

// Minutes outside working hours; before 7:00 and after 21:00 they count double.
function pain(start, length, { from, to }) {
  let total = 0;
  for (let minute = start; minute < start + length; minute += 5) {
    const time = minute % 1440;
    if (time < from || time >= to) total += time < 420 || time >= 1260 ? 10 : 5;
  }
  return total;
}

function run({ people, date, minutes = 60 }) {
  if (!Array.isArray(people) || people.length < 2) throw new Error('people must be a list with at least two entries');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date || '')) throw new Error('date must look like 2026-03-30');
  if (!(minutes >= 5 && minutes <= 480)) throw new Error('minutes must be 5 to 480');
  const group = people.map(({ name, zone, from = '09:00', to = '17:00' }) => ({
    name, format: formatter(zone), from: minutesOf(from), to: minutesOf(to),
  }));

  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight)) throw new Error(`"${date}" is not a day`);
  const options = [];
  for (let step = -28; step < 76; step += 1) { // zones reach from UTC-12 to UTC+14
    const instant = new Date(midnight + step * 30 * 60000);
    if (local(group[0], instant).date !== date) continue;
    const places = group.map((person) => {
      const { text, minutes: start } = local(person, instant);
      return { name: person.name, local: text, pain: pain(start, minutes, person) };
    });
    options.push({
      utc: instant.toISOString().slice(0, 16).replace('T', ' '),
      total_pain: places.reduce((sum, place) => sum + place.pain, 0),
      worst_pain: places.reduce((high, place) => Math.max(high, place.pain), 0),
      people: places,
    });
  }
  options.sort((a, b) => a.total_pain - b.total_pain || a.worst_pain - b.worst_pain || a.utc.localeCompare(b.utc));
  return { everyone_in_hours: options[0].total_pain === 0, options: options.slice(0, 3) };
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
