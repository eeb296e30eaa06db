import { AppError } from '../access/app-error.ts';
import type { VisitorCaller } from '../access/caller.ts';
import type { Context, Services } from '../access/services.ts';
import { createToken, hashToken } from '../access/tokens.ts';
import { endSessions } from '../access/visitor-session-end.queries.ts';
import { useToken } from '../access/visitor-session.queries.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { noteLogout } from './identified-visitor.queries.ts';
import { offerToken } from './visitor.queries.ts';

/**
 * Another token for this browser. The one it came with stays good until the new one is used, or said to be kept: an answer
 * that is lost, a crash before it is stored, lock nobody out.
 * @returns null when another tab has just got one, or the token is not old yet
 */
export async function renewToken(db: Db, { sessionId }: VisitorCaller): Promise<string | null> {
  const token = createToken('visitor');
  return (await offerToken(db, sessionId, hashToken(token))) ? token : null;
}

/**
 * It is stored: those before it are good for a moment more. Once more is harmless.
 * @throws AppError UNAUTHENTICATED for one that is not this browser's, or not any more
 */
export async function keepToken(
  { db, connection }: Pick<Context, 'db' | 'connection'>,
  { sessionId, projectId }: VisitorCaller,
  token: string,
): Promise<void> {
  if (!(await useToken(inProject(db, projectId), sessionId, hashToken(token)))) throw new AppError('UNAUTHENTICATED');
  // What `start` answers on this socket.
  connection.update({ token, renew: false });
}

/** The next person at this browser is nobody: his token opens nothing, nor what the site has signed for him. */
export async function logOut(
  { db, revokeSessions }: Pick<Services, 'db' | 'revokeSessions'>,
  { id, sessionId, projectId }: VisitorCaller,
): Promise<void> {
  await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      await noteLogout(trx, id);
      await endSessions(trx, [sessionId], { spend: true });
    });
  revokeSessions([sessionId]);
}
