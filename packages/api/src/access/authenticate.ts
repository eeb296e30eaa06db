import { connectionParams } from '../contract/inputs.ts';
import { PROTOCOL_VERSION } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { AppError } from './app-error.ts';
import type { Caller } from './caller.ts';
import { authenticateVisitor } from './authenticate-visitor.ts';
import { findSession, isSessionToBeTouched, touchSessions } from './credential.queries.ts';
import { isOwnOrigin } from './origins.ts';
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
 * @throws AppError INVALID_INPUT, PROTOCOL_VERSION, UNAUTHENTICATED, ORIGIN_NOT_ALLOWED, IDENTITY_EXPIRED, BLOCKED, SUSPENDED
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
    const isOwn = (origin: string) => isOwnOrigin(origin, claim.host, publicUrl);
    const { origin } = claim;
    return { caller: await authenticateVisitor(db, { projectKey, visitorToken, origin, isOwn }), deviceId };
  }
  if (visitorToken !== undefined) throw new AppError('INVALID_INPUT', 'a visitor token needs its project key');
  if (!ownOrigin) throw new AppError('ORIGIN_NOT_ALLOWED');
  return {
    caller: sessionToken === undefined ? { kind: 'anonymous' } : await authenticateOperator(db, sessionToken),
    deviceId,
  };
}

async function authenticateOperator(db: Db, sessionToken: string): Promise<Caller> {
  const found = await findSession(db, hashToken(sessionToken));
  if (found === null) throw new AppError('UNAUTHENTICATED');
  const { operator, seenAt } = found;
  if (isSessionToBeTouched(seenAt)) await touchSessions(db, [operator.sessionId]);
  return operator;
}
