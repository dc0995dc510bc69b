'use strict';
// Heart Rate Zones: five zones by reserve or share of maximum, plus time in zone.

const ZONES = [
  { zone: 1, name: 'recovery', from: 0.5 },
  { zone: 2, name: 'endurance', from: 0.6 },
  { zone: 3, name: 'tempo', from: 0.7 },
  { zone: 4, name: 'threshold', from: 0.8 },
  { zone: 5, name: 'maximum', from: 0.9 },
];

function between(value, low, high, name) {
  if (typeof value !== 'number' || value < low || value > high) {
    throw new Error(`${name} must be a number from ${low} to ${high}`);
  }
  return value;
}

function buildZones(max, resting) {
  const beats = (share) => Math.round(resting === null ? share * max : resting + share * (max - resting));
  return ZONES.map(({ zone, name, from }, index) => ({
    zone,
    name,
    from: beats(from),
    to: index < ZONES.length - 1 ? beats(ZONES[index + 1].from) - 1 : max,
  }));
}

function timeInZones(samples, zones, seconds) {
  const counts = new Map([['below', 0], ...zones.map(({ zone }) => [`zone_${zone}`, 0])]);
  for (const sample of samples) {
    between(sample, 25, 250, 'every sample');
    const hit = [...zones].reverse().find(({ from }) => sample >= from);
    const key = hit ? `zone_${hit.zone}` : 'below';
    counts.set(key, counts.get(key) + 1);
  }
  const minutes = {};
  for (const [key, count] of counts) minutes[key] = Math.round((count * seconds) / 6) / 10;
  return minutes;
}

function run(data) {
  const { samples = [], every_seconds: seconds = 1 } = data;
  const estimated = data.max === undefined;
  if (estimated && data.age === undefined) throw new Error('give max, or age to estimate it');
  const max = estimated
    ? Math.round(208 - 0.7 * between(data.age, 10, 100, 'age'))
    : between(data.max, 100, 230, 'max');
  const resting = data.resting === undefined ? null : between(data.resting, 25, 110, 'resting');
  const zones = buildZones(max, resting);
  const result = {
    method: resting === null ? 'share of maximum' : 'heart rate reserve',
    max,
    max_is_estimated: estimated,
    zones,
  };
  if (samples.length > 0) {
    result.workout = {
      minutes: Math.round((samples.length * seconds) / 6) / 10,
      average: Math.round(samples.reduce((sum, value) => sum + value, 0) / samples.length),
      peak: samples.reduce((high, value) => Math.max(high, value), 0),
      minutes_per_zone: timeInZones(samples, zones, between(seconds, 1, 600, 'every_seconds')),
    };
  }
  return result;
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
