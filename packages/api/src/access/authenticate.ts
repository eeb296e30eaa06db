import { connectionParams } from '../contract/inputs.ts';
import { PROTOCOL_VERSION } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { AppError } from './app-error.ts';
import type { Caller } from './caller.ts';
import { isAllowedByProject, isOwnOrigin } from './origins.ts';
import { findProjectByKey, findSession, findVisitorByToken, touchSessions } from './credential.queries.ts';
import { hashToken } from './tokens.ts';

export interface Claim {
  /** The first message of a socket, or the headers of a request, as they came. */
  params: unknown;
  origin: string | undefined;
  host: string | undefined;
}

export interface Authenticated {
  caller: Caller;
  deviceId: string | null;
}

/**
 * Who is asking: the one function for sockets and HTTP (AU1). A credential that is there and wrong is refused,
 * never ignored, so that nobody goes on as somebody lesser without knowing.
 * @throws AppError INVALID_INPUT, PROTOCOL_VERSION, UNAUTHENTICATED, ORIGIN_NOT_ALLOWED, SUSPENDED
 */
export async function authenticate(db: Db, publicUrl: string | undefined, claim: Claim): Promise<Authenticated> {
  const parsed = connectionParams.safeParse(claim.params ?? {});
  if (!parsed.success) throw new AppError('INVALID_INPUT', 'connection params: not as the contract says');
  const { protocol, deviceId = null, sessionToken, projectKey, visitorToken } = parsed.data;
  if (protocol !== undefined && protocol !== String(PROTOCOL_VERSION)) {
    throw new AppError('PROTOCOL_VERSION', `this server speaks protocol ${PROTOCOL_VERSION}`);
  }
  const ownOrigin = claim.origin === undefined || isOwnOrigin(claim.origin, claim.host, publicUrl);
  if (projectKey !== undefined) {
    if (sessionToken !== undefined) throw new AppError('INVALID_INPUT', 'either a session or a project key');
    const caller = await authenticateVisitor(db, projectKey, visitorToken, ownOrigin ? undefined : claim.origin);
    return { caller, deviceId };
  }
  if (visitorToken !== undefined) throw new AppError('INVALID_INPUT', 'a visitor token needs its project key');
  if (!ownOrigin) throw new AppError('ORIGIN_NOT_ALLOWED');
  return {
    caller: sessionToken === undefined ? { kind: 'anonymous' } : await authenticateOperator(db, sessionToken),
    deviceId,
  };
}

async function authenticateOperator(db: Db, sessionToken: string): Promise<Caller> {
  const operator = await findSession(db, hashToken(sessionToken));
  if (operator === null) throw new AppError('UNAUTHENTICATED');
  await touchSessions(db, [operator.sessionId]);
  return operator;
}

/** `origin` is undefined when it needs no leave: our own page, or no browser at all. */
async function authenticateVisitor(
  db: Db,
  projectKey: string,
  visitorToken: string | undefined,
  origin: string | undefined,
): Promise<Caller> {
  const project = await findProjectByKey(db, projectKey);
  if (project === null) throw new AppError('UNAUTHENTICATED');
  if (origin !== undefined && !isAllowedByProject(origin, project.allowedOrigins))
    throw new AppError('ORIGIN_NOT_ALLOWED');
  if (project.suspendedAt !== null) throw new AppError('SUSPENDED', 'this project is out of service');
  if (visitorToken === undefined) return { kind: 'guest', projectId: project.id };
  const visitor = await findVisitorByToken(db, project.id, hashToken(visitorToken));
  if (visitor === null) throw new AppError('UNAUTHENTICATED');
  return { kind: 'visitor', id: visitor.id, projectId: project.id, token: visitorToken };
}
