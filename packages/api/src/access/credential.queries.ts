import { sql } from 'kysely';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { acrossProjects } from '../db/scope.ts';
import type { OperatorCaller } from './caller.ts';

/** The operator whose live session has this token hash, and when it was last in use. */
export async function findSession(
  db: Db,
  tokenHash: string,
): Promise<{ operator: OperatorCaller; seenAt: Date } | null> {
  const row = await db
    .selectFrom('session as s')
    .innerJoin('operator as o', 'o.id', 's.operator_id')
    .select(['s.id as sessionId', 'o.id', 'o.name', 'o.email', 'o.rights', 's.last_seen_at as seenAt'])
    .where('s.token_hash', '=', tokenHash)
    .where('s.expires_at', '>', new Date())
    .executeTakeFirst();
  if (row === undefined) return null;
  const { seenAt, ...operator } = row;
  return { operator: { kind: 'operator', ...operator }, seenAt };
}

interface FoundProject {
  id: string;
  allowedOrigins: string[];
  suspendedAt: Date | null;
}

const projectsByKey = gather(async (db, keys: readonly string[]): Promise<(FoundProject | null)[]> => {
  const rows = await acrossProjects(db)
    .selectFrom('project')
    .select(['key', 'id', 'allowed_origins as allowedOrigins', 'suspended_at as suspendedAt'])
    .where('key', '=', sql<string>`any(${[...new Set(keys)]}::text[])`)
    .execute();
  const found = new Map(rows.map(({ key, ...project }) => [key, project]));
  return keys.map((key) => found.get(key) ?? null);
});

/** The project that this public key stands for. */
export function findProjectByKey(db: Db, key: string): Promise<FoundProject | null> {
  return projectsByKey(db, key);
}

export async function suspendedProjects(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from project where suspended_at is not null`.execute(
    acrossProjects(db),
  );
  return rows.map(({ id }) => id);
}

/** The operator of a session that is still good. */
export async function findSessionById(db: Db, sessionId: string): Promise<OperatorCaller | null> {
  const row = await db
    .selectFrom('session as s')
    .innerJoin('operator as o', 'o.id', 's.operator_id')
    .select(['s.id as sessionId', 'o.id', 'o.name', 'o.email', 'o.rights'])
    .where('s.id', '=', sessionId)
    .where('s.expires_at', '>', new Date())
    .executeTakeFirst();
  return row === undefined ? null : { kind: 'operator', ...row };
}

/** Those of these sessions that are still good, with how often their operator's rights have changed. */
export async function liveSessions(db: Db, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('session as s')
    .innerJoin('operator as o', 'o.id', 's.operator_id')
    .select(['s.id', 'o.rights'])
    .where('s.id', '=', sql<string>`any(${ids}::uuid[])`)
    .where('s.expires_at', '>', new Date())
    .execute();
  return new Map(rows.map(({ id, rights }) => [id, rights]));
}

/** A minute is fine enough for "last seen", and spares a write on each connect. */
const TOUCH_AFTER_MS = 60_000;

export const isSessionToBeTouched = (seenAt: Date): boolean => seenAt.getTime() < Date.now() - TOUCH_AFTER_MS;

/** They are in use: that moves their end, as far as their beginning lets it. */
export async function touchSessions(db: Db, ids: readonly string[]): Promise<void> {
  const now = new Date();
  const [idle, longest] = [LIMITS.sessionIdleMs, LIMITS.sessionMaxMs].map((ms) => ms / 1_000);
  await sql`update session set last_seen_at = ${now}, expires_at = least(
      created_at + make_interval(secs => ${longest}::float8), ${now}::timestamptz + make_interval(secs => ${idle}::float8))
    where id = any(${ids}::uuid[]) and expires_at > ${now}
      and last_seen_at < ${new Date(now.getTime() - TOUCH_AFTER_MS)}`.execute(db);
}

/** Has its operator shown within the last minutes that it is he? */
export async function isProven(db: Db, sessionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('session')
    .select('id')
    .where('id', '=', sessionId)
    .where('proven_at', '>', new Date(Date.now() - LIMITS.proofMs))
    .executeTakeFirst();
  return row !== undefined;
}
