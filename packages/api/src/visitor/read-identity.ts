import { createPublicKey } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { AppError } from '../access/app-error.ts';
import { hashToken } from '../access/tokens.ts';
import { identityClaims } from '../contract/inputs.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { keysOfSite, type IdentityKey } from '../project/identity-key.queries.ts';
import type { Claims } from './visitor.table.ts';

/** Somebody whom his site vouches for. */
export interface Identity {
  subject: string;
  claims: Claims;
  issuedAt: Date;
  until: Date;
  keyId: string;
  /** Of what was signed. The signature is no part of it: of one word there are several that fit. */
  hash: string;
}

const SKEW_SECONDS = LIMITS.identitySkewMs / 1_000;
const LONGEST_SECONDS = LIMITS.identityMs / 1_000;

/**
 * Reads what a site has signed about its visitor. How it must be signed the project's key says, never the token: `alg` is
 * compared with it, and `kid` is looked up among the project's own two keys.
 * @throws AppError IDENTITY_INVALID, IDENTITY_EXPIRED
 */
export async function readIdentity(db: Db, projectId: string, token: string): Promise<Identity> {
  const { audience, keys } = await keysOfSite(inProject(db, projectId), projectId);
  const kid = keyIdOf(token);
  let refused = noSuchKey();
  for (const key of keys.filter(({ id }) => kid === undefined || id === kid)) {
    try {
      return await verify(token, key, audience);
    } catch (cause) {
      refused = refusalOf(cause);
    }
  }
  throw refused;
}

function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch (cause) {
    throw new AppError('IDENTITY_INVALID', 'identity: not a JWT', { cause });
  }
}

async function verify(token: string, key: IdentityKey, audience: string): Promise<Identity> {
  const { payload } = await jwtVerify(token, createPublicKey(key.publicKey), {
    algorithms: [key.algorithm],
    audience,
    clockTolerance: SKEW_SECONDS,
    requiredClaims: ['sub', 'iat', 'exp'],
  });
  const parsed = identityClaims.safeParse(payload);
  if (!parsed.success) throw invalid(`${parsed.error.issues[0]?.path.join('.') ?? 'a claim'}: not as documented`);
  const { sub: subject, iat, exp, name = null, email = null, attributes = {} } = parsed.data;
  const now = Date.now() / 1_000;
  if (iat > now + SKEW_SECONDS) throw invalid('iat: in the future');
  if (exp - iat > LONGEST_SECONDS) throw invalid('exp: an hour after iat at the most');
  return {
    subject,
    claims: { name, email, attributes },
    issuedAt: new Date(iat * 1_000),
    until: new Date(exp * 1_000),
    keyId: key.id,
    hash: hashToken(token.slice(0, token.lastIndexOf('.'))),
  };
}

export const noSuchKey = (): AppError => invalid('no such key');

const invalid = (what: string, cause?: unknown): AppError =>
  new AppError('IDENTITY_INVALID', `identity: ${what}`, { cause });

/** In words that quote nothing of the token. */
function refusalOf(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof errors.JWTExpired) return new AppError('IDENTITY_EXPIRED', 'identity: expired', { cause });
  if (cause instanceof errors.JWTClaimValidationFailed) return invalid(`${cause.claim}: ${cause.reason}`, cause);
  if (cause instanceof errors.JOSEError) return invalid(cause.code, cause);
  throw cause;
}
