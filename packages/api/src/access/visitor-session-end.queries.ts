import { sql } from 'kysely';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';
import { noteClosings } from './visitor-closing.queries.ts';

/**
 * Their tokens are nobody's from here on, for nodes of the version before as well. Call `revokeSessions` when it is
 * committed. `spend`: nobody comes again by what the site has signed for them (a logout).
 */
export async function endSessions(trx: Trx, ids: readonly string[], { spend = false } = {}): Promise<void> {
  if (ids.length === 0) return;
  const these = sql<string>`any(${ids}::uuid[])`;
  await trx
    .updateTable('visitor')
    .set({ token_hash: sql<string>`'ended:' || id` })
    .where('token_hash', 'in', trx.selectFrom('visitor_token').select('token_hash').where('session_id', '=', these))
    .execute();
  if (spend) await trx.updateTable('shown_identity').set({ spent: true }).where('session_id', '=', these).execute();
  await trx.deleteFrom('visitor_session').where('id', '=', these).execute();
  await noteClosings(
    trx,
    ids.map((id) => ({ id, rights: null })),
  );
}

/** Those whose time is over, a batch at a time. @returns whether there may be more */
export async function endOverSessions(trx: Trx, batch: number): Promise<boolean> {
  const rows = await trx
    .selectFrom('visitor_session')
    .select('id')
    .where('expires_at', '<', new Date())
    .orderBy('expires_at')
    .limit(batch)
    .forUpdate()
    .skipLocked()
    .execute();
  await endSessions(
    trx,
    rows.map(({ id }) => id),
  );
  return rows.length === batch;
}

export async function sessionsVerifiedBy(trx: Trx, keyId: string): Promise<string[]> {
  const rows = await trx.selectFrom('visitor_session').select('id').where('verified_by', '=', keyId).execute();
  return rows.map(({ id }) => id);
}

/** Those of this visitor that are over, or more than he may have. */
export async function surplusSessions(trx: Trx, visitorId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('visitor_session')
    .select(['id', 'expires_at'])
    .where('visitor_id', '=', visitorId)
    .orderBy('used_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const now = new Date();
  return rows.filter((row, index) => index >= LIMITS.visitorSessions || row.expires_at < now).map(({ id }) => id);
}
