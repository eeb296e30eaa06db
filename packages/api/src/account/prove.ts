import { AppError } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { markProven, passwordHash } from './account.queries.ts';
import { hasSecondFactor } from './second-factor.queries.ts';
import { takeCode, type CodeServices } from './take-code.ts';
import { tryPassword } from './try-password.ts';

/**
 * Shows that the session is in the hands of its operator; for some minutes it may do what is dangerous. Whoever has a second
 * factor shows that one: a password alone has not let him in either.
 * @throws AppError BAD_CREDENTIALS, FORBIDDEN for a password where a code is wanted and the reverse, RATE_LIMITED
 */
export async function prove(
  services: CodeServices,
  caller: OperatorCaller,
  proof: { password: string } | { code: string },
  network: string | null,
): Promise<void> {
  const { db } = services;
  const wantsCode = await hasSecondFactor(db, caller.id);
  if (wantsCode !== 'code' in proof)
    throw new AppError('FORBIDDEN', wantsCode ? 'a code is wanted' : 'the password is wanted');
  if ('code' in proof) await takeCode(services, caller.id, proof.code, network);
  else {
    const hash = await passwordHash(db, caller.id);
    await tryPassword(db, { email: caller.email, password: proof.password, network, hash });
  }
  await markProven(db, caller.sessionId, wantsCode);
}
