import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { LIMITS } from '../contract/wire.ts';
import type { Db, Trx } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { acrossProjects, inProjects } from '../db/scope.ts';
import type { VisitorParty } from './caller.ts';

/** The browser of a visitor's that has this token, and what became of both. */
export interface FoundVisitor {
  id: string;
  sessionId: string;
  rights: number;
  blocked: boolean;
  origin: string | null;
  verifiedUntil: Date | null;
  usedAt: Date;
  tokenMadeAt: Date;
  isFirstUse: boolean;
}

const visitorsByToken = gather(
  async (db, claims: readonly { projectId: string; tokenHash: string }[]): Promise<(FoundVisitor | null)[]> => {
    const projects = claims.map(({ projectId }) => projectId);
    const hashes = claims.map(({ tokenHash }) => tokenHash);
    const { rows } = await sql<FoundVisitor & { ord: number }>`
      select k.ord, v.id, s.id as "sessionId", v.rights, v.blocked_at is not null as blocked, s.origin,
        s.verified_until as "verifiedUntil", s.used_at as "usedAt", t.made_at as "tokenMadeAt", t.used_at is null as "isFirstUse"
      from unnest(${projects}::uuid[], ${hashes}::text[]) with ordinality as k(project_id, hash, ord)
      join visitor_token t on t.token_hash = k.hash and (t.until is null or t.until > now())
      join visitor_session s on s.id = t.session_id and s.expires_at > now()
      join visitor v on v.id = s.visitor_id and v.project_id = k.project_id`.execute(inProjects(db, projects));
    const found = new Map(rows.map(({ ord, ...row }) => [ord, row]));
    return claims.map((_, index) => found.get(index + 1) ?? null);
  },
);

/** A visitor's token is good for the project it was made for, and for no other. */
export function findVisitorByToken(db: Db, projectId: string, tokenHash: string): Promise<FoundVisitor | null> {
  return visitorsByToken(db, { projectId, tokenHash });
}

/** Whoever this browser is, by something else than his token: if his token would still let him in. */
export async function findVisitorBySession(db: Db, sessionId: string): Promise<VisitorParty | null> {
  const now = new Date();
  const row = await acrossProjects(db)
    .selectFrom('visitor_session as s')
    .innerJoin('visitor as v', 'v.id', 's.visitor_id')
    .innerJoin('project as p', 'p.id', 'v.project_id')
    .select(['v.id', 'v.project_id as projectId'])
    .where('s.id', '=', sessionId)
    .where('s.expires_at', '>', now)
    .where((eb) =>
      eb.or([
        eb('s.verified_until', 'is', null),
        eb('s.verified_until', '>=', new Date(now.getTime() - LIMITS.identitySkewMs)),
      ]),
    )
    .where('v.blocked_at', 'is', null)
    .where('p.suspended_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : { kind: 'visitor', ...row };
}

export interface NewSession {
  visitorId: string;
  tokenHash: string;
  origin: string | null;
  verifiedUntil: Date | null;
  /** The site's key that vouches for him. */
  verifiedBy: string | null;
}

/** @returns its id */
export async function insertVisitorSession(trx: Trx, session: NewSession): Promise<string> {
  const id = randomUUIDv7();
  await trx
    .insertInto('visitor_session')
    .values({
      id,
      visitor_id: session.visitorId,
      origin: session.origin,
      expires_at: new Date(Date.now() + LIMITS.visitorIdleMs),
      verified_until: session.verifiedUntil,
      verified_by: session.verifiedBy,
    })
    .execute();
  await trx
    .insertInto('visitor_token')
    .values({ token_hash: session.tokenHash, session_id: id, used_at: new Date() })
    .execute();
  return id;
}

/**
 * A token that a node of an older version has made gets a session at its first use here, on the page it is used on.
 * What has been replaced or revoked since is no visitor's `token_hash` any more.
 * @returns whether there was one
 */
export async function adoptToken(
  db: Db,
  projectId: string,
  tokenHash: string,
  origin: string | null,
): Promise<boolean> {
  const visitorOf = (query: Db | Trx) =>
    query.selectFrom('visitor').select('id').where('token_hash', '=', tokenHash).where('project_id', '=', projectId);
  if ((await visitorOf(db).executeTakeFirst()) === undefined) return false;
  return db.transaction().execute(async (trx) => {
    // Tabs that come at once: the second finds what the first has made.
    const visitor = await visitorOf(trx).forUpdate().executeTakeFirst();
    if (visitor === undefined) return false;
    const known = await trx
      .selectFrom('visitor_token')
      .select('session_id')
      .where('token_hash', '=', tokenHash)
      .executeTakeFirst();
    if (known === undefined)
      await insertVisitorSession(trx, {
        visitorId: visitor.id,
        tokenHash,
        origin,
        verifiedUntil: null,
        verifiedBy: null,
      });
    return true;
  });
}

/** The first use on a site. @returns whose it is: of two at once the first one's; null when it is over by now */
export async function bindSession(db: Db, sessionId: string, origin: string): Promise<string | null> {
  const { rows } = await sql<{ origin: string }>`
    update visitor_session set origin = coalesce(origin, ${origin}) where id = ${sessionId} returning origin`.execute(
    db,
  );
  return rows[0]?.origin ?? null;
}

/**
 * The first use of a token: those before it are good for a moment more. A node of the version before, which knows of one token
 * alone, is told of this one.
 */
export async function useToken(db: Db, sessionId: string, tokenHash: string): Promise<boolean> {
  const graceSeconds = LIMITS.visitorTokenGraceMs / 1_000;
  const { rows } = await sql`
    with used as (
      update visitor_token set used_at = now()
      where token_hash = ${tokenHash} and session_id = ${sessionId} and used_at is null returning session_id, made_at
    ), retired as (
      update visitor_token t set until = least(t.until, now() + make_interval(secs => ${graceSeconds}::float8))
      from used where t.session_id = used.session_id and t.token_hash <> ${tokenHash} and t.made_at <= used.made_at
      returning t.token_hash
    ), told as (
      update visitor set token_hash = ${tokenHash} where token_hash in (select token_hash from retired)
    )
    select 1 from visitor_token where token_hash = ${tokenHash} and session_id = ${sessionId}
      and (until is null or until > now())`.execute(db);
  return rows.length > 0;
}

/** An hour is fine enough for thirty days, and spares a write on each connect. */
const TOUCH_AFTER_MS = 60 * 60_000;

/** They are in use: that moves their end, as far as their beginning lets it. */
export async function touchVisitorSessions(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const now = new Date();
  const [idle, longest] = [LIMITS.visitorIdleMs, LIMITS.visitorMaxMs].map((ms) => ms / 1_000);
  await sql`update visitor_session set used_at = ${now}, expires_at = least(
      created_at + make_interval(secs => ${longest}::float8), ${now}::timestamptz + make_interval(secs => ${idle}::float8))
    where id = any(${ids}::uuid[]) and expires_at > ${now}
      and used_at < ${new Date(now.getTime() - TOUCH_AFTER_MS)}`.execute(db);
}

export const isToBeTouched = ({ usedAt }: FoundVisitor): boolean => usedAt.getTime() < Date.now() - TOUCH_AFTER_MS;

/** Until when the site vouches for whoever sits before these browsers; those that are over are missing. */
export async function vouchedUntil(db: Db, sessionIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await db
    .selectFrom('visitor_session')
    .select(['id', 'verified_until'])
    .where('id', '=', sql<string>`any(${sessionIds}::uuid[])`)
    .execute();
  return new Map(rows.flatMap(({ id, verified_until: until }) => (until === null ? [] : [[id, until]])));
}
