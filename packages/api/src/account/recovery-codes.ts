import { createHash, randomBytes } from 'node:crypto';
import { LIMITS } from '../contract/wire.ts';

/** Without letters that are taken for each other on paper (Crockford's base 32). */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 120 bits: nothing to guess, also for who has the table, so a fast hash is enough. */
const LETTERS = 24;
const GROUP = /.{4}(?=.)/g;

export function newRecoveryCodes(): string[] {
  return Array.from({ length: LIMITS.recoveryCodes }, () =>
    // 32 letters divide a byte's values evenly.
    Array.from(randomBytes(LETTERS), (byte) => ALPHABET[byte % ALPHABET.length])
      .join('')
      .replace(GROUP, '$&-'),
  );
}

/** What is stored, and looked up: however it was written down. */
export const hashRecoveryCode = (code: string): string => createHash('sha256').update(plainCode(code)).digest('hex');

/** As it was shown, whatever was put between the signs, and for letters that look like digits, those. */
export const plainCode = (code: string): string =>
  code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
