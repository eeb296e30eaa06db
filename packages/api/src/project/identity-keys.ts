import { createPublicKey, generateKeyPair, randomUUIDv7, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError, notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import { record } from '../audit/audit.queries.ts';
import { endSessions, sessionsVerifiedBy } from '../access/visitor-session-end.queries.ts';
import type { IdentityAlgorithm, NewIdentityKey } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { deleteIdentityKey, insertIdentityKey, listIdentityKeys } from './identity-key.queries.ts';

/** NIST's floor for signatures of today. */
const RSA_BITS = 2_048;
const makePair = promisify(generateKeyPair);

/**
 * A pair of which the site gets one half and the server keeps the other: whoever reads this database can sign nothing.
 * @throws AppError TOO_MANY, INVALID_INPUT for a public key that is none, or not of a kind that we take
 */
export async function makeIdentityKey(
  db: Db,
  actorId: string,
  { projectId, name, publicKey }: { projectId: string; name: string; publicKey?: string | undefined },
): Promise<NewIdentityKey> {
  const { own, pem } = await halves(publicKey);
  const key = {
    id: randomUUIDv7(),
    projectId,
    name: name.trim(),
    algorithm: algorithmOf(own),
    publicKey: own.export({ type: 'spki', format: 'pem' }),
  };
  return inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      // The project's row is the lock: two at once are one after the other, and the second counts the first.
      await trx.selectFrom('project').select('id').where('id', '=', projectId).forNoKeyUpdate().execute();
      const keys = await listIdentityKeys(trx, projectId);
      if (keys.length >= LIMITS.identityKeys) throw new AppError('TOO_MANY', 'revoke one of the keys first');
      await record(trx, projectId, { verb: 'identity-key.made', actorId, objectId: key.id });
      return { key: await insertIdentityKey(trx, key), privateKey: pem };
    });
}

/**
 * Whoever came by its word must come by another one; his site's page asks for it by itself.
 * @throws AppError NOT_FOUND
 */
export async function revokeIdentityKey(
  { db, revokeSessions }: Pick<Services, 'db' | 'revokeSessions'>,
  actorId: string,
  { projectId, keyId }: { projectId: string; keyId: string },
): Promise<void> {
  const ended = await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      if (!(await deleteIdentityKey(trx, projectId, keyId))) throw notFound();
      await record(trx, projectId, { verb: 'identity-key.revoked', actorId, objectId: keyId });
      const sessions = await sessionsVerifiedBy(trx, keyId);
      await endSessions(trx, sessions);
      return sessions;
    });
  revokeSessions(ended);
}

/** What we keep, and what the site gets. ES256 is what every library for JWTs knows. */
async function halves(pem: string | undefined): Promise<{ own: KeyObject; pem: string | null }> {
  if (pem !== undefined) return { own: parse(pem), pem: null };
  const { publicKey, privateKey } = await makePair('ec', { namedCurve: 'P-256' });
  return { own: publicKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}

function parse(pem: string): KeyObject {
  if (!pem.includes('-----BEGIN PUBLIC KEY-----'))
    throw new AppError('INVALID_INPUT', 'publicKey: not a public key in PEM (SPKI)');
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new AppError('INVALID_INPUT', 'publicKey: not a public key in PEM (SPKI)', { cause });
  }
}

/** The key says how it is used; what a token says about that is nothing to us. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): IdentityAlgorithm {
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= RSA_BITS) return 'RS256';
  throw new AppError('INVALID_INPUT', 'publicKey: P-256, Ed25519, or RSA of 2,048 bits or more');
}
