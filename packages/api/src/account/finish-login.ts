import { notFound } from '../access/app-error.ts';
import { onAccount } from '../audit/audit.queries.ts';
import type { SignedIn } from '../contract/views.ts';
import { findAccountToken, useAccountToken } from './account-token.queries.ts';
import { lockOperator } from './account.queries.ts';
import { noteFailure, signIn, type From, type SignInServices } from './login.ts';
import { takeCode } from './take-code.ts';

/**
 * The second step of a sign-in. A wrong code leaves the challenge as it is, until its time is over.
 * @throws AppError NOT_FOUND for a challenge that is over, BAD_CREDENTIALS for a wrong code, RATE_LIMITED
 */
export async function finishLogin(
  services: SignInServices,
  { challenge, code }: { challenge: string; code: string },
  from: From,
): Promise<SignedIn> {
  const operatorId = await findAccountToken(services.db, 'sign_in', challenge);
  if (operatorId === null) throw notFound();
  await takeCode(services, operatorId, code, from.network).catch((cause: unknown) => {
    noteFailure(services, operatorId, cause);
    throw cause;
  });
  const { answer, ended } = await onAccount(services.db, async (trx) => {
    const operator = await lockOperator(trx, operatorId);
    // The password was changed meanwhile, or somebody was faster with another code.
    if (!(await useAccountToken(trx, 'sign_in', challenge))) throw notFound();
    return signIn(trx, operator, from, 'second-factor');
  });
  services.revokeSessions(ended);
  return answer;
}
