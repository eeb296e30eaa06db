import { onAccount, recordForAccount } from '../audit/audit.queries.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { closeDemanding } from '../project/second-factor-demand.queries.ts';
import { createAccountToken } from './account-token.queries.ts';
import { findOperatorByEmail, lockOperator } from './account.queries.ts';
import { deleteSecondFactor } from './second-factor.queries.ts';

const USAGE = `Usage:
  npm run account -- reset <email>               prints a one-time link to a new password, good for an hour
  npm run account -- second-factor-off <email>   for who has lost his phone and his recovery codes`;

interface Outcome {
  said: string;
  failed: boolean;
}

/** The command line of who runs the server: for accounts that are in nobody's care, such as a first owner's. */
export async function administer(db: Db, url: string, args: readonly string[]): Promise<Outcome> {
  const [command, email] = args;
  if (email === undefined || (command !== 'reset' && command !== 'second-factor-off'))
    return { said: USAGE, failed: true };
  const operator = await findOperatorByEmail(db, email.toLowerCase());
  if (operator === undefined) return { said: 'There is no account with this address.', failed: true };
  if (command === 'reset') {
    const { token, expiresAt } = await onAccount(db, async (trx) => {
      await recordForAccount(trx, operator.id, { verb: 'account.reset-link-made', actorId: null });
      return createAccountToken(trx, 'reset', operator.id, LIMITS.resetLinkMs);
    });
    // Behind the #, which no browser sends to a server.
    return { said: `Good once, until ${expiresAt.toISOString()}:\n${url}/reset#${token}`, failed: false };
  }
  const wasOn = await onAccount(db, async (trx) => {
    await lockOperator(trx, operator.id);
    const deleted = await deleteSecondFactor(trx, operator.id);
    if (!deleted) return false;
    await recordForAccount(trx, operator.id, { verb: 'account.second-factor-off', actorId: null });
    await closeDemanding(trx, operator.id);
    return true;
  });
  return { said: wasOn ? 'The second factor is off.' : 'There was no second factor.', failed: false };
}
