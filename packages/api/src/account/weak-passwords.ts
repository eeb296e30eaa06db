import { dictionary } from '@zxcvbn-ts/language-common';
import { AppError } from '../access/app-error.ts';
import { LIMITS } from '../contract/wire.ts';

/** Those that the rule about length lets through; the rest need no list. */
const known = new Set(dictionary['passwords-common'].filter((each) => each.length >= LIMITS.passwordMinChars));

/**
 * What is tried first is no password, however long. Composition is not asked for: it makes `Password1!` of `password`.
 * @throws AppError WEAK_PASSWORD for one of the known ones (ASVS 6.2.4), and for one's own name or address (6.2.11)
 */
export function refuseWeak(password: string, { email, name }: { email: string; name: string }): void {
  const plain = plainly(password);
  const own = [email, email.split('@')[0] ?? email, name].map(plainly);
  if (known.has(plain) || own.includes(plain)) throw new AppError('WEAK_PASSWORD', 'a password that is known to all');
}

const plainly = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
