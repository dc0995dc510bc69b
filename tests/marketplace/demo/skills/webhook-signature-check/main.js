'use strict';
// Webhook Signature Check: verify an HMAC and look for the usual causes of a mismatch.

const { createHmac, timingSafeEqual } = require('node:crypto');

const ALGORITHMS = ['sha256', 'sha1', 'sha512'];

function decodeSignature(text) {
  const value = text.trim().replace(/^(?:sha\d+|v\d+)=/i, '');
  if (/^[0-9a-f]+$/i.test(value) && value.length % 2 === 0) return Buffer.from(value, 'hex');
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return Buffer.from(value, 'base64');
  throw new Error('the signature is neither hexadecimal nor base64');
}

function sign(algorithm, secret, body) {
  return createHmac(algorithm, secret).update(body, 'utf8').digest();
}

function equal(a, b) {
  return a.length === b.length && timingSafeEqual(a, b);
}

function compactJson(body) {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}

function suspects({ body, secret, algorithm }) {
  const bodies = [
    ['the body as given', body],
    ['the body with a final newline', `${body}\n`],
    ['the body without its final newline', body.replace(/\r?\n$/, '')],
    ['the body with \\n line ends', body.replace(/\r\n/g, '\n')],
    ['the body with \\r\\n line ends', body.replace(/\r?\n/g, '\r\n')],
    ['the body as compact JSON', compactJson(body)],
  ];
  const secrets = [
    ['the secret as given', secret],
    ['the secret with white space trimmed', secret.trim()],
    ['the secret decoded from base64', Buffer.from(secret, 'base64')],
  ];
  const result = [];
  for (const hash of [algorithm, ...ALGORITHMS.filter((name) => name !== algorithm)]) {
    for (const [bodyText, bodyValue] of bodies) {
      for (const [secretText, secretValue] of secrets) {
        result.push({ hash, bodyText, bodyValue, secretText, secretValue });
      }
    }
  }
  return result;
}

function run({ body, secret, signature, algorithm = 'sha256', prefix = '' }) {
  for (const [name, value] of Object.entries({ body, secret, signature })) {
    if (typeof value !== 'string') throw new Error(`${name} must be a text`);
  }
  if (!ALGORITHMS.includes(algorithm)) throw new Error(`algorithm must be one of ${ALGORITHMS.join(', ')}`);
  const received = decodeSignature(signature);
  const expected = sign(algorithm, secret, prefix + body);
  if (equal(received, expected)) return { valid: true, algorithm };

  const hit = suspects({ body, secret, algorithm }).find((attempt) => (
    equal(received, sign(attempt.hash, attempt.secretValue, prefix + attempt.bodyValue))
  ));
  const lengths = { 20: 'sha1', 32: 'sha256', 64: 'sha512' };
  return {
    valid: false,
    expected_hex: expected.toString('hex'),
    received_looks_like: lengths[received.length] || `unknown (${received.length} bytes)`,
    matches_when: hit ? { algorithm: hit.hash, body: hit.bodyText, secret: hit.secretText } : null,
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
