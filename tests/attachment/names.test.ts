import { describe, expect, test } from 'vitest';
import { LIMITS } from '@parley/api/contract/wire';
import fc from 'fast-check';
import { safeName } from '../../packages/api/src/attachment/file-name.ts';
import { XSS_CORPUS } from '../support/xss-corpus.ts';

const NAMES = [
  ['photo.jpg', 'photo.jpg'],
  ['Überblick 2026 (final).pdf', 'Überblick 2026 (final).pdf'],
  ['写真.png', '写真.png'],
  ['../../etc/passwd', '_.._etc_passwd'],
  ['..\\..\\boot.ini', '_.._boot.ini'],
  ['C:\\x.txt', 'C__x.txt'],
  ['CON', '_CON'],
  ['nul.tar.gz', '_nul.tar.gz'],
  ['com1', '_com1'],
  ['console.log', 'console.log'],
  ['.htaccess', 'htaccess'],
  ['...', 'file'],
  ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie_ x=1.txt'],
  ['photo\u202Egpj.exe', 'photogpj.exe'],
  ['zero\u200Bwidth\uFEFF.txt', 'zerowidth.txt'],
  ['ends. . ', 'ends'],
  ['e\u0301.txt', '\u00E9.txt'],
  ['a"b<c>|d?*.txt', 'a_b_c__d__.txt'],
] as const;

describe('names of files', () => {
  test.each(NAMES)('case 61: %j is saved as %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
  });

  test('case 61: a long name keeps its end, and no half character', () => {
    const long = safeName(`${'😀'.repeat(300)}.pdf`);
    expect(long.length).toBeLessThanOrEqual(LIMITS.fileNameChars);
    expect([long.endsWith('.pdf'), long.isWellFormed()]).toEqual([true, true]);
  });

  test('cases 58 and 61: whatever it was, it is safe, and safe names stay', () => {
    const name = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), fc.constantFrom(...XSS_CORPUS));
    fc.assert(
      fc.property(name, fc.option(fc.constantFrom('png', 'webp'), { nil: undefined }), (given, extension) => {
        const safe = safeName(given, extension);
        expect(safe).toMatch(/^[^.\s/\\:*?"<>|\p{Cc}\p{Cf}][^/\\:*?"<>|\p{Cc}\p{Cf}]*$/u);
        expect(safe.length).toBeLessThanOrEqual(LIMITS.fileNameChars);
        expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
        expect(safeName(safe)).toBe(safe);
      }),
    );
  });
});
