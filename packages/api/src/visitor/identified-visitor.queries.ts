import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Trx } from '../db/database.ts';
import type { Identity } from './read-identity.ts';

export interface IdentifiedVisitor {
  id: string;
  isNew: boolean;
  blocked: boolean;
  rights: number;
  loggedOutAt: Date | null;
}

/** @returns the id of the one visitor of this project whom the site calls so; null: he has never been here */
export async function findIdentified(db: Db, projectId: string, subject: string): Promise<string | null> {
  const query = db
    .selectFrom('visitor')
    .select('id')
    .where('project_id', '=', projectId)
    .where('subject', '=', subject);
  return (await query.executeTakeFirst())?.id ?? null;
}

/**
 * The one visitor of this project whom the site calls so, under his row's lock, with the newest word of the site about him.
 * Whatever anybody has typed is not looked at.
 */
export async function findOrInsertIdentified(
  trx: Trx,
  { projectId, identity, userAgent }: { projectId: string; identity: Identity; userAgent: string | null },
): Promise<IdentifiedVisitor> {
  const id = randomUUIDv7();
  const claims = JSON.stringify(identity.claims);
  const { rows } = await sql<IdentifiedVisitor>`
    insert into visitor as v (id, project_id, token_hash, user_agent, subject, claims, claims_at)
    values (${id}, ${projectId}, ${`ended:${id}`}, ${userAgent}, ${identity.subject}, ${claims}::jsonb, ${identity.issuedAt})
    on conflict (project_id, subject) where subject is not null do update set
      claims = case when excluded.claims_at >= v.claims_at then excluded.claims else v.claims end,
      claims_at = greatest(excluded.claims_at, v.claims_at)
    returning v.id, v.id = ${id} as "isNew", v.blocked_at is not null as blocked, v.rights,
      v.logged_out_at as "loggedOutAt"`.execute(trx);
  const [row] = rows;
  if (row === undefined) throw new Error('an identified visitor is neither there nor new');
  return row;
}

/** @returns false when it was spent by a logout: nobody comes again by it */
export async function noteShown(trx: Trx, identity: Identity, sessionId: string, until: Date): Promise<boolean> {
  await trx.deleteFrom('shown_identity').where('until', '<', new Date()).execute();
  const spent = await trx
    .selectFrom('shown_identity')
    .select('hash')
    .where('hash', '=', identity.hash)
    .where('spent', '=', true)
    .executeTakeFirst();
  if (spent !== undefined) return false;
  await trx
    .insertInto('shown_identity')
    .values({ hash: identity.hash, session_id: sessionId, until })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return true;
}

/** @returns whether the session is there and this visitor's */
export async function extendSession(
  trx: Trx,
  { sessionId, visitorId, identity }: { sessionId: string; visitorId: string; identity: Identity },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('visitor_session')
    .set({
      verified_until: sql<Date>`greatest(verified_until, ${identity.until}::timestamptz)`,
      verified_by: identity.keyId,
    })
    .where('id', '=', sessionId)
    .where('visitor_id', '=', visitorId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What was signed before this moment opens nothing any more. */
export async function noteLogout(trx: Trx, visitorId: string): Promise<void> {
  await trx
    .updateTable('visitor')
    .set({ logged_out_at: new Date() })
    .where('id', '=', visitorId)
    .where('subject', 'is not', null)
    .execute();
}
