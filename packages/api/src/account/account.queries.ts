import type { Db, Trx } from '../db/database.ts';
import type { SessionView } from '../contract/views.ts';

export async function findOperatorByEmail(db: Db, email: string) {
  return db
    .selectFrom('operator')
    .select(['id', 'email', 'name', 'password_hash'])
    .where('email', '=', email)
    .executeTakeFirst();
}

export async function anyOperator(db: Db): Promise<boolean> {
  return (await db.selectFrom('operator').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function insertSession(
  db: Db | Trx,
  session: { id: string; operator_id: string; token_hash: string; user_agent: string | null; expires_at: Date },
): Promise<void> {
  await db.insertInto('session').values(session).execute();
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
export async function deleteSession(db: Db, operatorId: string, sessionId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('id', '=', sessionId)
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
