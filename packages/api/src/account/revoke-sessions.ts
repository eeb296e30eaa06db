import { notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { onAccount, recordForAccount } from '../audit/audit.queries.ts';
import { deleteSession, deleteSessions } from './account.queries.ts';
import type { SignInServices } from './login.ts';

/** One of one's own. @throws AppError NOT_FOUND */
export async function revokeSession(
  services: SignInServices,
  { id }: OperatorCaller,
  sessionId: string,
): Promise<void> {
  await onAccount(services.db, async (trx) => {
    if (!(await deleteSession(trx, id, sessionId))) throw notFound();
    await recordForAccount(trx, id, { verb: 'account.session-revoked', actorId: id });
  });
  services.revokeSessions([sessionId]);
}

/** All but this one. It asks for no proof: whoever wants others out is in a hurry. */
export async function revokeOtherSessions(services: SignInServices, { id, sessionId }: OperatorCaller): Promise<void> {
  const ended = await onAccount(services.db, async (trx) => {
    await recordForAccount(trx, id, { verb: 'account.signed-out-elsewhere', actorId: id });
    return deleteSessions(trx, id, sessionId);
  });
  services.revokeSessions(ended);
}
