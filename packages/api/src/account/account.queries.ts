import { sql } from 'kysely';
import type { Db, Trx } from '../db/database.ts';
import type { SessionView } from '../contract/views.ts';

export async function findOperatorByEmail(db: Db, email: string) {
  return db
    .selectFrom('operator')
    .select(['id', 'email', 'name', 'password_hash'])
    .where('email', '=', email)
    .executeTakeFirst();
}

/** Who signs in, changes his password or his second factor holds this while he does: one thing after the other. */
export function lockOperator(trx: Trx, id: string) {
  return trx
    .selectFrom('operator')
    .select(['id', 'email', 'name', 'password_hash'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export function findOperator(db: Db, id: string) {
  return db.selectFrom('operator').select(['email', 'name']).where('id', '=', id).executeTakeFirstOrThrow();
}

export async function passwordHash(db: Db, operatorId: string): Promise<string | undefined> {
  const row = await db.selectFrom('operator').select('password_hash').where('id', '=', operatorId).executeTakeFirst();
  return row?.password_hash;
}

export async function anyOperator(db: Db | Trx): Promise<boolean> {
  return (await db.selectFrom('operator').select('id').limit(1).executeTakeFirst()) !== undefined;
}

interface NewSession {
  id: string;
  operator_id: string;
  token_hash: string;
  user_agent: string | null;
  proven_at: Date;
  second_factor_at: Date | null;
  expires_at: Date;
}

export async function insertSession(trx: Trx, session: NewSession): Promise<void> {
  await trx.insertInto('session').values(session).execute();
}

/** Newest first. */
export async function listSessions(db: Db, operatorId: string, currentId: string): Promise<SessionView[]> {
  const rows = await db
    .selectFrom('session')
    .select(['id', 'created_at as createdAt', 'last_seen_at as lastSeenAt', 'user_agent as userAgent'])
    .where('operator_id', '=', operatorId)
    .where('expires_at', '>', new Date())
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, current: row.id === currentId }));
}

/** @returns whether there was such a session of this operator. */
export async function deleteSession(db: Db | Trx, operatorId: string, sessionId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('id', '=', sessionId)
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** All of them, or all but one. @returns the ids of those that are gone. */
export async function deleteSessions(db: Db | Trx, operatorId: string, keep: string | null): Promise<string[]> {
  const rows = await db
    .deleteFrom('session')
    .where('operator_id', '=', operatorId)
    .$if(keep !== null, (query) => query.where('id', '<>', keep ?? ''))
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Those that are over, and of the others all but the ones that were used last. @returns the ids of those that are gone. */
export async function dropSessionsPast(trx: Trx, operatorId: string, kept: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from session where operator_id = ${operatorId} and id not in (
      select id from session where operator_id = ${operatorId} and expires_at > now()
      order by last_seen_at desc, created_at desc limit ${kept})
    returning id`.execute(trx);
  return rows.map(({ id }) => id);
}

/** `byCode`: by the second factor, which some projects demand. */
export async function markProven(db: Db | Trx, sessionId: string, byCode: boolean): Promise<void> {
  const now = new Date();
  const shown = byCode ? { proven_at: now, second_factor_at: now } : { proven_at: now };
  await db.updateTable('session').set(shown).where('id', '=', sessionId).execute();
}

/** Null: it has not been proved lately. */
export async function provenAt(db: Db, sessionId: string): Promise<Date | null> {
  const row = await db.selectFrom('session').select('proven_at').where('id', '=', sessionId).executeTakeFirst();
  return row?.proven_at ?? null;
}

export async function setPassword(trx: Trx, operatorId: string, password_hash: string): Promise<void> {
  await trx.updateTable('operator').set({ password_hash }).where('id', '=', operatorId).execute();
}
