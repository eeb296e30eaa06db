import { AppError } from '../access/app-error.ts';
import type { GuestCaller, Seat, VisitorCaller } from '../access/caller.ts';
import type { Context } from '../access/services.ts';
import { createToken, hashToken } from '../access/tokens.ts';
import { userAgentOf } from '../access/user-agent.ts';
import { endSessions, surplusSessions } from '../access/visitor-session-end.queries.ts';
import { insertVisitorSession } from '../access/visitor-session.queries.ts';
import type { StartedView } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { holdIdentityKey } from '../project/identity-key.queries.ts';
import {
  extendSession,
  findIdentified,
  findOrInsertIdentified,
  noteShown,
  type IdentifiedVisitor,
} from './identified-visitor.queries.ts';
import { noSuchKey, readIdentity, type Identity } from './read-identity.ts';
import { noteVisit, type Seen } from './started-view.ts';

type IdentifyContext = Pick<Context, 'connection' | 'db' | 'limits' | 'presence' | 'revokeSessions' | 'vouchedUntil'>;

/**
 * Who sits there is who his site says: one visitor for each subject, with the same conversations on each of his devices. Whoever
 * wrote from here before without a word of the site's, or as somebody else, remains a visitor of his own, whose browser this is
 * no more: nothing of him becomes the other's.
 *
 * A guest's socket becomes the visitor's. Whoever has started already goes on with a longer time; or, if it is another person,
 * is answered with that one's token, and this socket ends.
 * @throws AppError IDENTITY_INVALID, IDENTITY_EXPIRED, BLOCKED, RATE_LIMITED, UNAUTHENTICATED when he has just logged out; as `startVisitor`
 */
export async function identifyVisitor(
  context: IdentifyContext,
  caller: GuestCaller | VisitorCaller,
  token: string,
  seen: Seen,
): Promise<StartedView> {
  const { connection, db, limits } = context;
  const { projectId } = caller;
  const identity = await readIdentity(db, projectId, token);
  const known = await findIdentified(inProject(db, projectId), projectId, identity.subject);
  if (caller.kind === 'visitor' && caller.id === known) return goOn(context, caller, identity, seen);
  const enter = (seat?: Seat): Promise<Begun> => {
    limits.take('identitiesBySubject', `${projectId} ${identity.subject}`);
    if (known === null) {
      limits.take('identitiesByNetwork', connection.network);
      limits.take('identitiesByProject', projectId);
    }
    return inProject(db, projectId)
      .transaction()
      .execute((trx) => begin(trx, { context, caller, identity, seen, seat }));
  };
  const { started, ended } = caller.kind === 'guest' ? await connection.become(enter) : await enter();
  // In the next turn of the loop: the answer goes by the socket of the one who was here before.
  context.revokeSessions(ended);
  return started;
}

/** Its signature was looked at a moment ago. */
async function requireKey(trx: Trx, { keyId }: Identity): Promise<void> {
  if (!(await holdIdentityKey(trx, keyId))) throw noSuchKey();
}

/** Whose clock is behind ours by less than the skew may log out and come back at once. */
function judge({ blocked, loggedOutAt }: IdentifiedVisitor, { issuedAt }: Identity): void {
  if (blocked) throw new AppError('BLOCKED');
  if (loggedOutAt !== null && issuedAt.getTime() + LIMITS.identitySkewMs < loggedOutAt.getTime()) throw spent();
}

const spent = (): AppError => new AppError('IDENTITY_EXPIRED', 'identity: from before a logout');

const shownUntil = ({ until }: Identity): Date => new Date(until.getTime() + LIMITS.identitySkewMs);

async function goOn(
  context: IdentifyContext,
  caller: VisitorCaller,
  identity: Identity,
  seen: Seen,
): Promise<StartedView> {
  const { connection, db, vouchedUntil } = context;
  const { id: visitorId, projectId, sessionId } = caller;
  const verifiedUntil = new Date(Math.max(caller.verifiedUntil?.getTime() ?? 0, identity.until.getTime()));
  const started = await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      await requireKey(trx, identity);
      judge(await findOrInsertIdentified(trx, { projectId, identity, userAgent: userAgentOf(connection) }), identity);
      if (!(await noteShown(trx, identity, sessionId, shownUntil(identity)))) throw spent();
      if (!(await extendSession(trx, { sessionId, visitorId, identity }))) throw new AppError('UNAUTHENTICATED');
      return noteVisit(trx, context, { ...caller, verifiedUntil }, seen);
    });
  connection.update({ verifiedUntil });
  vouchedUntil(sessionId, verifiedUntil);
  return started;
}

interface Begun {
  visitor: VisitorCaller;
  started: StartedView;
  /** Sessions of which nothing stays open. */
  ended: string[];
}

/** All that this ends is ended by the same commit, whatever becomes of us after it. */
async function begin(
  trx: Trx,
  {
    context,
    caller,
    identity,
    seen,
    seat,
  }: {
    context: IdentifyContext;
    caller: GuestCaller | VisitorCaller;
    identity: Identity;
    seen: Seen;
    seat: Seat | undefined;
  },
): Promise<Begun> {
  const { projectId, origin } = caller;
  await requireKey(trx, identity);
  const found = await findOrInsertIdentified(trx, { projectId, identity, userAgent: userAgentOf(context.connection) });
  judge(found, identity);
  seat?.(found.id);
  const token = createToken('visitor');
  const { id, rights } = found;
  const verifiedUntil = identity.until;
  const session = { visitorId: id, tokenHash: hashToken(token), origin, verifiedUntil, verifiedBy: identity.keyId };
  const sessionId = await insertVisitorSession(trx, session);
  if (!(await noteShown(trx, identity, sessionId, shownUntil(identity)))) throw spent();
  const visitor: VisitorCaller = {
    kind: 'visitor',
    id,
    projectId,
    token,
    sessionId,
    rights,
    origin,
    verifiedUntil,
    renew: false,
  };
  const started = await noteVisit(trx, context, visitor, seen);
  const surplus = await surplusSessions(trx, id);
  const replaced = caller.kind === 'visitor' ? [caller.sessionId] : [];
  await endSessions(trx, surplus);
  await endSessions(trx, replaced, { spend: true });
  return { visitor, started, ended: [...surplus, ...replaced] };
}
