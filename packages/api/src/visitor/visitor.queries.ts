import { sql } from 'kysely';
import { LIMITS } from '../contract/wire.ts';
import type { Attributes, SignedIdentity } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';
import type { Claims, Page } from './visitor.table.ts';

/** Ends of lines, control signs, and marks that turn the direction of what follows: of the words around a name, too. */
const NOT_OF_A_NAME = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

export interface Named {
  id: string;
  attributes: Attributes;
  subject: string | null;
  claims: Claims | null;
}

/** What the site has signed about him; null: nothing. */
export function identityOf({ subject, claims }: Pick<Named, 'subject' | 'claims'>): SignedIdentity | null {
  return subject === null || claims === null ? null : { subject, ...claims };
}

/**
 * What operators call him: what the site has signed, else the name that somebody gave, else something to tell anonymous ones apart.
 * It stands in the middle of sentences, titles and notifications, so it is one line that changes nothing of these; what it was made
 * of is shown as it is.
 */
export function visitorName({ id, attributes, subject, claims }: Named): string {
  const signed = subject === null ? [] : [claims?.name, claims?.email, subject];
  const given = subject === null ? [attributes['name']] : [];
  const [name] = [...signed, ...given].flatMap((each) => (typeof each === 'string' ? plain(each) || [] : []));
  return name ?? `Visitor ${id.slice(-4)}`;
}

const plain = (name: string): string => name.replaceAll(NOT_OF_A_NAME, ' ').trim();

export async function insertVisitor(
  trx: Trx,
  visitor: { id: string; projectId: string; tokenHash: string; userAgent: string | null },
): Promise<void> {
  await trx
    .insertInto('visitor')
    .values({
      id: visitor.id,
      project_id: visitor.projectId,
      token_hash: visitor.tokenHash,
      attributes: '{}',
      user_agent: visitor.userAgent,
    })
    .execute();
}

export async function visitorExists(
  db: Db | Trx,
  { id, projectId }: { id: string; projectId: string },
): Promise<boolean> {
  const query = db.selectFrom('visitor').select('id').where('id', '=', id).where('project_id', '=', projectId);
  return (await query.executeTakeFirst()) !== undefined;
}

/**
 * Notes that he is here, and what is new about him; attributes that are not named stay.
 * @returns all his attributes; null, and nothing is changed, when they would be more than `attributeKeys`.
 */
export async function updateVisitor(
  db: Db | Trx,
  { id, projectId }: { id: string; projectId: string },
  seen: { attributes?: Attributes | undefined; page?: Page | undefined; userAgent: string | null },
): Promise<Attributes | null> {
  const attributes = JSON.stringify(seen.attributes ?? {});
  const page = seen.page === undefined ? null : JSON.stringify(seen.page);
  const { rows } = await sql<{ attributes: Attributes }>`
    update visitor set last_seen_at = now(), user_agent = coalesce(${seen.userAgent}::text, user_agent),
      page = coalesce(${page}::jsonb, page), attributes = attributes || ${attributes}::jsonb
    where id = ${id} and project_id = ${projectId}
      and (select count(*) from jsonb_object_keys(attributes || ${attributes}::jsonb)) <= ${LIMITS.attributeKeys}
    returning attributes`.execute(db);
  return rows[0]?.attributes ?? null;
}

/**
 * A token more for this session, to be used or not. @returns false, and there is none, when the one in use is not old yet or another has
 * just been offered: the tab that asked for it is about to store it.
 */
export async function offerToken(db: Db, sessionId: string, tokenHash: string): Promise<boolean> {
  const [age, grace] = [LIMITS.visitorTokenMs, LIMITS.visitorTokenGraceMs].map((ms) => ms / 1_000);
  return db.transaction().execute(async (trx) => {
    const session = await trx
      .selectFrom('visitor_session')
      .select('id')
      .where('id', '=', sessionId)
      .forUpdate()
      .execute();
    if (session.length === 0) return false;
    // Those that are over, and one that was offered and whose answer must have been lost.
    await sql`delete from visitor_token where session_id = ${sessionId} and (until < now()
      or (used_at is null and made_at < now() - make_interval(secs => ${grace}::float8)))`.execute(trx);
    const { numAffectedRows } = await sql`insert into visitor_token (token_hash, session_id)
      select ${tokenHash}, ${sessionId}::uuid where not exists (select from visitor_token where session_id = ${sessionId}
        and (used_at is null or (until is null and made_at > now() - make_interval(secs => ${age}::float8))))`.execute(
      trx,
    );
    return numAffectedRows === 1n;
  });
}

/** @returns how often what he may do has changed; null when nothing changes by this */
export async function setBlocked(trx: Trx, id: string, blocked: boolean): Promise<number | null> {
  const row = await trx
    .updateTable('visitor')
    .set((eb) => ({ blocked_at: blocked ? new Date() : null, rights: eb('rights', '+', 1) }))
    .where('id', '=', id)
    .where('blocked_at', blocked ? 'is' : 'is not', null)
    .returning('rights')
    .executeTakeFirst();
  return row?.rights ?? null;
}
