import { AppError } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import { onAccount, recordForAccount } from '../audit/audit.queries.ts';
import type { SecondFactorNeeded, SignedIn } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';
import { createAccountToken } from './account-token.queries.ts';
import { findOperatorByEmail, lockOperator } from './account.queries.ts';
import { createSession } from './create-session.ts';
import { hasSecondFactor } from './second-factor.queries.ts';
import { tryPassword } from './try-password.ts';

export type SignInServices = Pick<Services, 'db' | 'keys' | 'revokeSessions' | 'changeRights' | 'log'>;
export interface From {
  userAgent: string | null;
  network: string | null;
}

/**
 * The same words and the same work for an unknown address as for a wrong password. With a second factor it opens nothing
 * yet: what it answers with is good for `finishLogin`.
 * @throws AppError BAD_CREDENTIALS, RATE_LIMITED
 */
export async function login(
  services: SignInServices,
  input: { email: string; password: string },
  from: From,
): Promise<SignedIn | SecondFactorNeeded> {
  const email = input.email.toLowerCase();
  const row = await findOperatorByEmail(services.db, email);
  const hash = row?.password_hash;
  await tryPassword(services.db, { email, password: input.password, network: from.network, hash }).catch(
    (cause: unknown) => {
      if (row !== undefined) noteFailure(services, row.id, cause);
      throw cause;
    },
  );
  if (row === undefined) throw new AppError('BAD_CREDENTIALS');
  const outcome = await onAccount(services.db, async (trx) => {
    const operator = await lockOperator(trx, row.id);
    // It was changed while we computed: the old one is nobody's.
    if (operator.password_hash !== hash) throw new AppError('BAD_CREDENTIALS', 'wrong address or password');
    if (!(await hasSecondFactor(trx, row.id))) return signIn(trx, operator, from, 'password');
    const { token, expiresAt } = await createAccountToken(trx, 'sign_in', row.id, LIMITS.challengeMs);
    return { answer: { secondFactor: true, challenge: token, expiresAt } as const, ended: [] };
  });
  services.revokeSessions(outcome.ended);
  return outcome.answer;
}

/**
 * Beside the answer, which must not take longer for an account that there is. Only for what was looked at: a try past the limits
 * was not, and a stranger could cause as many as he likes.
 */
export function noteFailure({ db, log }: Pick<SignInServices, 'db' | 'log'>, operatorId: string, cause: unknown): void {
  if (!(cause instanceof AppError) || cause.appCode !== 'BAD_CREDENTIALS') return;
  const failed = { verb: 'account.sign-in-failed', actorId: operatorId, result: 'refused' } as const;
  onAccount(db, (trx) => recordForAccount(trx, operatorId, failed)).catch((failure: unknown) =>
    log.warn({ err: failure }, 'a failed sign-in was not recorded'),
  );
}

/** Opens a session; the operator's row is locked by the caller, who closes what had to give way. */
export async function signIn(
  trx: Trx,
  { id, email, name }: { id: string; email: string; name: string },
  { userAgent }: From,
  by: 'password' | 'second-factor',
): Promise<{ answer: SignedIn; ended: string[] }> {
  const { token, ended } = await createSession(trx, id, userAgent, by);
  await recordForAccount(trx, id, { verb: 'account.signed-in', actorId: id });
  return { answer: { operator: { id, email, name }, sessionToken: token }, ended };
}
