import { AppError } from '../access/app-error.ts';
import type { Connection, GuestCaller, VisitorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { createToken, hashToken } from '../access/tokens.ts';
import { endSessions, surplusSessions } from '../access/visitor-session-end.queries.ts';
import { insertVisitorSession } from '../access/visitor-session.queries.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import {
  extendSession,
  findOrInsertIdentified,
  noteShown,
  type IdentifiedVisitor,
} from './identified-visitor.queries.ts';
import { readIdentity, type Identity } from './read-identity.ts';
import { userAgentOf } from './user-agent.ts';

type IdentityServices = Pick<Services, 'db' | 'limits' | 'revokeSessions' | 'vouchedUntil'>;

/**
 * Who sits there is who his site says: one visitor for each subject, with the same conversations on each of his devices. Whoever
 * wrote from here before without a word of the site's, or as somebody else, remains a visitor of his own, whose browser this is
 * no more: nothing of him becomes the other's.
 *
 * A guest's socket becomes the visitor's. Whoever has started already goes on with a longer time; or, if it is another person,
 * is answered with that one's token, and this socket ends.
 * @returns also the session that this one takes the place of: `endSession` when he has his answer, which goes by that one's socket
 * @throws AppError IDENTITY_INVALID, IDENTITY_EXPIRED, BLOCKED, RATE_LIMITED for new ones, UNAUTHENTICATED when he has just logged out
 */
export async function identifyVisitor(
  services: IdentityServices,
  connection: Connection,
  caller: GuestCaller | VisitorCaller,
  token: string,
): Promise<{ visitor: VisitorCaller; replaced: VisitorCaller | null }> {
  const { db, limits } = services;
  const identity = await readIdentity(db, caller.projectId, token);
  const userAgent = userAgentOf(connection);
  const { visitor, surplus } = await inProject(db, caller.projectId)
    .transaction()
    .execute(async (trx) => {
      const found = await findOrInsertIdentified(trx, { projectId: caller.projectId, identity, userAgent });
      judge(found, identity);
      if (found.isNew) limits.take('identitiesByNetwork', connection.network);
      return caller.kind === 'visitor' && caller.id === found.id
        ? { visitor: await goOn(trx, caller, identity), surplus: [] }
        : begin(trx, caller, found, identity);
    });
  services.revokeSessions(surplus);
  if (caller.kind === 'guest') connection.become(visitor);
  else if (caller.id === visitor.id) services.vouchedUntil(visitor.sessionId, visitor.verifiedUntil ?? identity.until);
  return { visitor, replaced: caller.kind === 'visitor' && caller.id !== visitor.id ? caller : null };
}

/** Whose clock is behind ours by less than the skew may log out and come back at once. */
function judge({ blocked, loggedOutAt }: IdentifiedVisitor, { issuedAt }: Identity): void {
  if (blocked) throw new AppError('BLOCKED');
  if (loggedOutAt !== null && issuedAt.getTime() + LIMITS.identitySkewMs < loggedOutAt.getTime()) throw spent();
}

const spent = (): AppError => new AppError('IDENTITY_EXPIRED', 'identity: from before a logout');

const shownUntil = ({ until }: Identity): Date => new Date(until.getTime() + LIMITS.identitySkewMs);

async function goOn(trx: Trx, caller: VisitorCaller, identity: Identity): Promise<VisitorCaller> {
  const { sessionId } = caller;
  if (!(await noteShown(trx, identity, sessionId, shownUntil(identity)))) throw spent();
  if (!(await extendSession(trx, { sessionId, visitorId: caller.id, identity }))) throw new AppError('UNAUTHENTICATED');
  const verifiedUntil = new Date(Math.max(caller.verifiedUntil?.getTime() ?? 0, identity.until.getTime()));
  return { ...caller, verifiedUntil };
}

async function begin(
  trx: Trx,
  caller: GuestCaller | VisitorCaller,
  { id, rights }: IdentifiedVisitor,
  identity: Identity,
): Promise<{ visitor: VisitorCaller; surplus: string[] }> {
  const token = createToken('visitor');
  const { projectId, origin } = caller;
  const session = { visitorId: id, tokenHash: hashToken(token), origin, verifiedUntil: identity.until };
  const sessionId = await insertVisitorSession(trx, { ...session, verifiedBy: identity.keyId });
  if (!(await noteShown(trx, identity, sessionId, shownUntil(identity)))) throw spent();
  const surplus = await surplusSessions(trx, id);
  await endSessions(trx, surplus);
  const visitor: VisitorCaller = {
    kind: 'visitor',
    id,
    projectId,
    token,
    sessionId,
    rights,
    origin,
    verifiedUntil: identity.until,
    renew: false,
  };
  return { visitor, surplus };
}
