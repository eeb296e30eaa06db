import { AppError } from '../access/app-error.ts';
import type { Db } from '../db/database.ts';
import { takeAttempt } from './attempts.ts';
import { decoyHash, verifyPassword } from './password.ts';

interface Try {
  /** Lower-cased. */
  email: string;
  password: string;
  /** Where it comes from, as `networkOf` says it. */
  network: string | null;
  /** What it is compared with; undefined: there is no such account. */
  hash: string | undefined;
}

/**
 * Whoever asks for a password, asks here: the same counts, words and work for an unknown account as for a wrong password.
 * One that is right takes nothing from the next one's tries, so an office behind one address may come in together.
 * @throws AppError BAD_CREDENTIALS, RATE_LIMITED
 */
export async function tryPassword(db: Db, { email, password, network, hash }: Try): Promise<void> {
  const fromHere = await takeAttempt(db, 'address', network);
  const toAccount = await takeAttempt(db, 'account', email);
  const matches = await verifyPassword(password, hash ?? (await decoyHash)).catch(async (cause: unknown) => {
    // Nobody has looked at it.
    await Promise.all([fromHere.giveBack(), toAccount.giveBack()]);
    throw cause;
  });
  if (hash === undefined || !matches) throw new AppError('BAD_CREDENTIALS', 'wrong address or password');
  await Promise.all([fromHere.giveBack(), toAccount.forget()]);
}
