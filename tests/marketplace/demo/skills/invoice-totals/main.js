'use strict';
// Invoice Totals: exact invoice arithmetic with BigInt and half-up rounding.

const SCALE = 10000n; // four decimals for prices and quantities
const NO_CENTS = new Set(['JPY', 'KRW', 'CLP', 'ISK', 'VND']);

function toScaled(value, name) {
  const match = String(value).match(/^(-?)(\d+)(?:\.(\d{1,4}))?$/);
  if (!match) throw new Error(`${name} must be a number with at most four decimals`);
  const scaled = BigInt(match[2]) * SCALE + BigInt((match[3] || '').padEnd(4, '0'));
  return match[1] ? -scaled : scaled;
}

function divideHalfUp(value, divisor) {
  const negative = value < 0n;
  const result = ((negative ? -value : value) * 2n + divisor) / (divisor * 2n);
  return negative ? -result : result;
}

function lineNet(line, index, decimals) {
  const where = `line ${index + 1}`;
  const quantity = toScaled(line.quantity, `${where}: quantity`);
  const price = toScaled(line.unit_price, `${where}: unit_price`);
  const discount = toScaled(line.discount ?? 0, `${where}: discount`);
  if (discount < 0n || discount > 100n * SCALE) throw new Error(`${where}: discount must be 0 to 100`);
  const exact = quantity * price * (100n * SCALE - discount) * 10n ** decimals;
  return divideHalfUp(exact, SCALE * SCALE * SCALE * 100n);
}

function run({ lines, rounding = 'rate', currency = 'EUR' }) {
  if (!Array.isArray(lines) || lines.length === 0) throw new Error('lines must be a list with at least one entry');
  if (!['line', 'rate'].includes(rounding)) throw new Error('rounding must be line or rate');
  const decimals = NO_CENTS.has(currency) ? 0n : 2n;
  const money = (minor) => Number(minor) / 10 ** Number(decimals);
  const show = (minor) => `${money(minor).toFixed(Number(decimals))} ${currency}`;

  const rates = new Map();
  const detailed = lines.map((line, index) => {
    const rate = toScaled(line.vat ?? 0, `line ${index + 1}: vat`);
    if (rate < 0n) throw new Error(`line ${index + 1}: vat must not be negative`);
    const net = lineNet(line, index, decimals);
    const entry = rates.get(rate) || { rate, net: 0n, vat: 0n };
    entry.net += net;
    if (rounding === 'line') entry.vat += divideHalfUp(net * rate, SCALE * 100n);
    rates.set(rate, entry);
    return { text: line.text || `Line ${index + 1}`, net: money(net) };
  });

  const taxes = [...rates.values()].sort((a, b) => Number(b.rate - a.rate));
  if (rounding === 'rate') {
    for (const tax of taxes) tax.vat = divideHalfUp(tax.net * tax.rate, SCALE * 100n);
  }
  const net = taxes.reduce((sum, tax) => sum + tax.net, 0n);
  const vat = taxes.reduce((sum, tax) => sum + tax.vat, 0n);
  const percent = (tax) => Number(tax.rate) / Number(SCALE);
  return {
    lines: detailed,
    taxes: taxes.map((tax) => ({ rate: percent(tax), net: money(tax.net), vat: money(tax.vat) })),
    net: money(net),
    vat: money(vat),
    gross: money(net + vat),
    summary: [
      `Net ${show(net)}`,
      ...taxes.map((tax) => `VAT ${percent(tax)} % on ${show(tax.net)}: ${show(tax.vat)}`),
      `Total ${show(net + vat)}`,
    ].join('\n'),
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
