import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { AppError } from './app-error.ts';
import type { GuestCaller, VisitorCaller } from './caller.ts';
import { findProjectByKey } from './credential.queries.ts';
import { isAllowedByProject } from './origins.ts';
import { hashToken } from './tokens.ts';
import {
  adoptToken,
  bindSession,
  findVisitorByToken,
  isToBeTouched,
  touchVisitorSessions,
  useToken,
  type FoundVisitor,
} from './visitor-session.queries.ts';

export interface VisitorClaim {
  projectKey: string;
  visitorToken: string | undefined;
  /** What the browser says; undefined: no browser, or one that asks its own page's server. */
  origin: string | undefined;
  isOwn: (origin: string) => boolean;
}

/** @throws AppError UNAUTHENTICATED, ORIGIN_NOT_ALLOWED, SUSPENDED, IDENTITY_EXPIRED, BLOCKED */
export async function authenticateVisitor(db: Db, claim: VisitorClaim): Promise<GuestCaller | VisitorCaller> {
  const project = await findProjectByKey(db, claim.projectKey);
  if (project === null) throw new AppError('UNAUTHENTICATED');
  const { origin = null, visitorToken, isOwn } = claim;
  if (origin !== null && !isOwn(origin) && !isAllowedByProject(origin, project.allowedOrigins))
    throw new AppError('ORIGIN_NOT_ALLOWED');
  if (project.suspendedAt !== null) throw new AppError('SUSPENDED', 'this project is out of service');
  if (visitorToken === undefined) return { kind: 'guest', projectId: project.id, origin };
  const tokenHash = hashToken(visitorToken);
  const visitor = await find(db, project.id, tokenHash, origin);
  if (visitor === null || !(await isFromHere(db, visitor, claim))) throw new AppError('UNAUTHENTICATED');
  if (visitor.blocked) throw new AppError('BLOCKED');
  if (isOver(visitor.verifiedUntil)) throw new AppError('IDENTITY_EXPIRED');
  if (visitor.isFirstUse) await useToken(inProject(db, project.id), visitor.sessionId, tokenHash);
  if (isToBeTouched(visitor)) await touchVisitorSessions(db, [visitor.sessionId]);
  const { id, sessionId, rights, verifiedUntil } = visitor;
  const renew = visitor.tokenMadeAt.getTime() < Date.now() - LIMITS.visitorTokenMs;
  return {
    kind: 'visitor',
    id,
    projectId: project.id,
    token: visitorToken,
    sessionId,
    rights,
    origin,
    verifiedUntil,
    renew,
  };
}

async function find(db: Db, projectId: string, tokenHash: string, origin: string | null): Promise<FoundVisitor | null> {
  const found = await findVisitorByToken(db, projectId, tokenHash);
  if (found !== null || !(await adoptToken(inProject(db, projectId), projectId, tokenHash, origin))) return found;
  return findVisitorByToken(db, projectId, tokenHash);
}

/**
 * A token is good on the site it was made on. One that was made before sites were noted, or outside of a browser, knows of none: it is
 * the first one's that it is used on, and good everywhere until then.
 */
async function isFromHere(
  db: Db,
  { sessionId, origin: bound }: FoundVisitor,
  { origin, isOwn }: VisitorClaim,
): Promise<boolean> {
  // A browser that asks its page's own server does not always say where it is.
  if (bound !== null) return bound === origin || (origin === undefined && isOwn(bound));
  // Another site was faster, or the session has ended since it was found.
  return origin === undefined || (await bindSession(db, sessionId, origin)) === origin;
}

const isOver = (until: Date | null): boolean => until !== null && until.getTime() < Date.now() - LIMITS.identitySkewMs;
