import { expect, test } from 'vitest';
import { hashRecoveryCode, newRecoveryCodes } from '../../packages/api/src/account/recovery-codes.ts';
import { newSecret, secretUri, stepOf } from '../../packages/api/src/account/totp.ts';
import { codeOf } from '../support/authenticator.ts';

/** RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
const VECTORS: [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
];
/** `12345678901234567890` */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each(VECTORS)('the code of RFC 6238 at %d s is %s', (seconds, code) => {
  const now = seconds * 1_000;
  expect(codeOf(SECRET, now)).toBe(code);
  expect(stepOf(SECRET, code, now)).toBe(Math.floor(seconds / 30));
});

test('the code before and the one after are good, each as the step that it is; no other is', () => {
  const now = 1_234_567_890_000;
  const step = Math.floor(now / 30_000);
  const found = [-2, -1, 0, 1, 2].map((ahead) => stepOf(SECRET, codeOf(SECRET, now, ahead), now));
  expect(found).toEqual([null, step - 1, step, step + 1, null]);
});

test('a secret has 160 bits, and its address says all that an app needs', () => {
  const secret = newSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newSecret()).not.toBe(secret);
  const uri = new URL(secretUri(secret, 'anna@example.com'));
  expect(uri.protocol + uri.host).toBe('otpauth:totp');
  expect(decodeURIComponent(uri.pathname)).toBe('/Parley:anna@example.com');
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'Parley',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});

test('recovery codes are ten different ones, and are known however they were written down', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
    const onPaper = ` ${code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')} `;
    expect(hashRecoveryCode(onPaper)).toBe(hashRecoveryCode(code));
  }
});
