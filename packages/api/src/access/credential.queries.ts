import type { Db } from '../db/database.ts';
import type { OperatorCaller } from './caller.ts';

/** The operator whose live session has this token hash. */
export async function findSession(db: Db, tokenHash: string): Promise<OperatorCaller | null> {
  const row = await db
    .selectFrom('session as s')
    .innerJoin('operator as o', 'o.id', 's.operator_id')
    .select(['s.id as sessionId', 'o.id', 'o.name', 'o.email'])
    .where('s.token_hash', '=', tokenHash)
    .where('s.expires_at', '>', new Date())
    .executeTakeFirst();
  return row === undefined ? null : { kind: 'operator', ...row };
}

/** The project that this public key stands for. */
export async function findProjectByKey(db: Db, key: string): Promise<{ id: string; allowedOrigins: string[] } | null> {
  const row = await db
    .selectFrom('project')
    .select(['id', 'allowed_origins as allowedOrigins'])
    .where('key', '=', key)
    .executeTakeFirst();
  return row ?? null;
}

/** A visitor's token is good for the project it was made for, and for no other. */
export async function findVisitorByToken(db: Db, projectId: string, tokenHash: string): Promise<{ id: string } | null> {
  const row = await db
    .selectFrom('visitor')
    .select('id')
    .where('token_hash', '=', tokenHash)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  return row ?? null;
}

/** Those of these sessions that are still good. */
export async function liveSessions(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('session')
    .select('id')
    .where('id', 'in', ids)
    .where('expires_at', '>', new Date())
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** A minute is fine enough for "last seen", and spares a write on each connect. */
const TOUCH_AFTER_MS = 60_000;

export async function touchSession(db: Db, sessionId: string): Promise<void> {
  const now = new Date();
  await db
    .updateTable('session')
    .set({ last_seen_at: now })
    .where('id', '=', sessionId)
    .where('last_seen_at', '<', new Date(now.getTime() - TOUCH_AFTER_MS))
    .execute();
}
