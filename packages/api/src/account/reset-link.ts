import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { onAccount, recordForAccount } from '../audit/audit.queries.ts';
import { mayManage } from '../contract/roles.ts';
import type { OneTimeLink } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db, Trx } from '../db/database.ts';
import { findMember, rolesBeside } from '../project/project.queries.ts';
import { createAccountToken } from './account-token.queries.ts';

/**
 * A one-time link to a new password, for a member who has forgotten his. An account belongs to no project, and whoever has
 * the link has the account: so its maker must be above the member in every project that he is in.
 * @throws AppError NOT_FOUND for who is no member of this project; FORBIDDEN for oneself, and for who is in another's care, too
 */
export async function makeResetLink(
  db: Db,
  caller: OperatorCaller,
  { projectId, operatorId }: { projectId: string; operatorId: string },
): Promise<OneTimeLink> {
  if ((await findMember(db, operatorId, projectId)) === null) throw notFound();
  if (operatorId === caller.id) throw new AppError('FORBIDDEN', 'change your own password by the old one');
  return onAccount(db, async (trx) => {
    if (!(await isInCareOf(trx, operatorId, caller.id)))
      throw new AppError('FORBIDDEN', 'this account is not in your care alone; the server’s administrator can do it');
    await recordForAccount(trx, operatorId, { verb: 'account.reset-link-made', actorId: caller.id });
    return createAccountToken(trx, 'reset', operatorId, LIMITS.resetLinkMs, caller.id);
  });
}

/** Also asked when the link is used: its maker may have lost what he was, or the account may have got into another's care. */
export async function isInCareOf(trx: Trx, operatorId: string, makerId: string): Promise<boolean> {
  const memberships = await rolesBeside(trx, operatorId, makerId);
  // Who has left every project since is in nobody's.
  return memberships.length > 0 && memberships.every(({ role, own }) => own !== null && mayManage(own, role));
}
