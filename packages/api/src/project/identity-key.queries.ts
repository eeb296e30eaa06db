import type { IdentityAlgorithm, IdentityKeyView } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';

const view = ['id', 'name', 'algorithm', 'created_at as createdAt'] as const;

/** Oldest first. */
export function listIdentityKeys(db: Db | Trx, projectId: string): Promise<IdentityKeyView[]> {
  return db
    .selectFrom('identity_key')
    .select(view)
    .where('project_id', '=', projectId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export interface IdentityKey {
  id: string;
  algorithm: IdentityAlgorithm;
  /** PEM (SPKI). */
  publicKey: string;
}

/** By what this project's site may sign, and for whom it must. */
export async function keysOfSite(db: Db, projectId: string): Promise<{ audience: string; keys: IdentityKey[] }> {
  const { key } = await db.selectFrom('project').select('key').where('id', '=', projectId).executeTakeFirstOrThrow();
  const keys = await db
    .selectFrom('identity_key')
    .select(['id', 'algorithm', 'public_key as publicKey'])
    .where('project_id', '=', projectId)
    .execute();
  return { audience: key, keys };
}

/**
 * Until this transaction ends nobody revokes it, and whoever does then finds what it has done. Before anything else is locked: a
 * revocation holds the key first, too. @returns whether it is there
 */
export async function holdIdentityKey(trx: Trx, keyId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('identity_key')
    .select('id')
    .where('id', '=', keyId)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
}

export function insertIdentityKey(
  trx: Trx,
  key: IdentityKey & { projectId: string; name: string },
): Promise<IdentityKeyView> {
  return trx
    .insertInto('identity_key')
    .values({
      id: key.id,
      project_id: key.projectId,
      name: key.name,
      algorithm: key.algorithm,
      public_key: key.publicKey,
    })
    .returning(view)
    .executeTakeFirstOrThrow();
}

/** @returns whether it was there */
export async function deleteIdentityKey(trx: Trx, projectId: string, keyId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('identity_key')
    .where('project_id', '=', projectId)
    .where('id', '=', keyId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
