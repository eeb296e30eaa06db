import { sql } from 'kysely';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { acrossProjects, inProjects } from '../db/scope.ts';
import type { OperatorCaller, VisitorCaller } from './caller.ts';

/** The operator whose live session has this token hash. */
export async function findSession(db: Db, tokenHash: string): Promise<OperatorCaller | null> {
  const row = await db
    .selectFrom('session as s')
    .innerJoin('operator as o', 'o.id', 's.operator_id')
    .select(['s.id as sessionId', 'o.id', 'o.name', 'o.email', 'o.rights'])
    .where('s.token_hash', '=', tokenHash)
    .where('s.expires_at', '>', new Date())
    .executeTakeFirst();
  return row === undefined ? null : { kind: 'operator', ...row };
}

const projectsByKey = gather(
  async (db, keys: readonly string[]): Promise<({ id: string; allowedOrigins: string[] } | null)[]> => {
    const rows = await acrossProjects(db)
      .selectFrom('project')
      .select(['key', 'id', 'allowed_origins as allowedOrigins'])
      .where('key', '=', sql<string>`any(${[...new Set(keys)]}::text[])`)
      .execute();
    const found = new Map(rows.map(({ key, ...project }) => [key, project]));
    return keys.map((key) => found.get(key) ?? null);
  },
);

/** The project that this public key stands for. */
export function findProjectByKey(db: Db, key: string): Promise<{ id: string; allowedOrigins: string[] } | null> {
  return projectsByKey(db, key);
}

const visitorsByToken = gather(
  async (db, claims: readonly { projectId: string; tokenHash: string }[]): Promise<({ id: string } | null)[]> => {
    const projects = claims.map(({ projectId }) => projectId);
    const hashes = claims.map(({ tokenHash }) => tokenHash);
    const { rows } = await sql<{ ord: number; id: string }>`
      select k.ord, v.id from unnest(${projects}::uuid[], ${hashes}::text[]) with ordinality as k(project_id, hash, ord)
      join visitor v on v.token_hash = k.hash and v.project_id = k.project_id`.execute(inProjects(db, projects));
    const found = new Map(rows.map(({ ord, id }) => [ord, { id }]));
    return claims.map((_, index) => found.get(index + 1) ?? null);
  },
);

/** A visitor's token is good for the project it was made for, and for no other. */
export function findVisitorByToken(db: Db, projectId: string, tokenHash: string): Promise<{ id: string } | null> {
  return visitorsByToken(db, { projectId, tokenHash });
}

/** A visitor who is still known, by something else than his token. */
export async function findVisitorById(db: Db, id: string): Promise<Omit<VisitorCaller, 'token'> | null> {
  const row = await acrossProjects(db)
    .selectFrom('visitor')
    .select(['id', 'project_id as projectId'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : { kind: 'visitor', ...row };
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
