import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { onAccount, recordForAccount } from '../audit/audit.queries.ts';
import type { Trx } from '../db/database.ts';
import { dropAccountTokens, findAccountToken, useAccountToken } from './account-token.queries.ts';
import { deleteSessions, findOperator, lockOperator, passwordHash, setPassword } from './account.queries.ts';
import { forgetAttempts, takeAttempt } from './attempts.ts';
import type { SignInServices } from './login.ts';
import { hashPassword } from './password.ts';
import { isInCareOf } from './reset-link.ts';
import { tryPassword } from './try-password.ts';
import { refuseWeak } from './weak-passwords.ts';

/**
 * Every other session ends: who knew the old password may have opened it.
 * @throws AppError BAD_CREDENTIALS, WEAK_PASSWORD, RATE_LIMITED
 */
export async function changePassword(
  services: SignInServices,
  caller: OperatorCaller,
  input: { password: string; newPassword: string },
  network: string | null,
): Promise<void> {
  refuseWeak(input.newPassword, caller);
  const hash = await passwordHash(services.db, caller.id);
  await tryPassword(services.db, { email: caller.email, password: input.password, network, hash });
  const newHash = await hashPassword(input.newPassword);
  const ended = await onAccount(services.db, async (trx) => {
    const operator = await lockOperator(trx, caller.id);
    if (operator.password_hash !== hash) throw new AppError('BAD_CREDENTIALS', 'the password has just been changed');
    await recordForAccount(trx, caller.id, { verb: 'account.password-changed', actorId: caller.id });
    return replacePassword(trx, caller.id, newHash, caller.sessionId);
  });
  services.revokeSessions(ended);
}

/**
 * By a one-time link, which is all that it asks for: the second factor, if there is one, is asked for at the sign-in that
 * follows. Every session ends.
 * @throws AppError NOT_FOUND for a link that was used, is too old, never was, or whose maker could not make it any more; WEAK_PASSWORD, RATE_LIMITED
 */
export async function resetPassword(
  services: SignInServices,
  input: { token: string; newPassword: string },
  network: string | null,
): Promise<void> {
  const attempt = await takeAttempt(services.db, 'link', network);
  const operatorId = await findAccountToken(services.db, 'reset', input.token);
  if (operatorId === null) throw notFound();
  await attempt.giveBack();
  const operator = await findOperator(services.db, operatorId);
  refuseWeak(input.newPassword, operator);
  const hash = await hashPassword(input.newPassword);
  const ended = await onAccount(services.db, async (trx) => {
    await lockOperator(trx, operatorId);
    const link = await useAccountToken(trx, 'reset', input.token);
    if (link === null) throw notFound();
    if (link.madeBy !== null && !(await isInCareOf(trx, operatorId, link.madeBy))) throw notFound();
    await recordForAccount(trx, operatorId, { verb: 'account.password-reset', actorId: operatorId });
    // Whoever guessed at the old one has locked nobody out.
    await forgetAttempts(trx, 'account', operator.email);
    return replacePassword(trx, operatorId, hash, null);
  });
  // Nothing may be awaited in between: the sweep would find the sessions over and close the one that waits for this answer.
  services.revokeSessions(ended);
}

/** @returns the sessions that are gone: all but one, or all. */
async function replacePassword(trx: Trx, operatorId: string, hash: string, keep: string | null): Promise<string[]> {
  await setPassword(trx, operatorId, hash);
  await dropAccountTokens(trx, operatorId);
  return deleteSessions(trx, operatorId, keep);
}
