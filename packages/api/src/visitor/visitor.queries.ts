import { sql } from 'kysely';
import { LIMITS } from '../contract/wire.ts';
import type { Attributes } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import type { Page } from './visitor.table.ts';

/** What operators call him: the name the site gave, else something to tell anonymous ones apart. */
export function visitorName(id: string, attributes: Attributes): string {
  const { name } = attributes;
  return typeof name === 'string' && name.trim() !== '' ? name : `Visitor ${id.slice(-4)}`;
}

export async function insertVisitor(
  db: Db,
  visitor: { id: string; projectId: string; tokenHash: string; userAgent: string | null },
): Promise<void> {
  await db
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

export async function visitorExists(db: Db, id: string): Promise<boolean> {
  return (await db.selectFrom('visitor').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/**
 * Notes that he is here, and what is new about him; attributes that are not named stay.
 * @returns all his attributes; null, and nothing is changed, when they would be more than `attributeKeys`.
 */
export async function updateVisitor(
  db: Db,
  id: string,
  seen: { attributes?: Attributes | undefined; page?: Page | undefined; userAgent: string | null },
): Promise<Attributes | null> {
  const attributes = JSON.stringify(seen.attributes ?? {});
  const page = seen.page === undefined ? null : JSON.stringify(seen.page);
  const { rows } = await sql<{ attributes: Attributes }>`
    update visitor set last_seen_at = now(), user_agent = coalesce(${seen.userAgent}::text, user_agent),
      page = coalesce(${page}::jsonb, page), attributes = attributes || ${attributes}::jsonb
    where id = ${id}
      and (select count(*) from jsonb_object_keys(attributes || ${attributes}::jsonb)) <= ${LIMITS.attributeKeys}
    returning attributes`.execute(db);
  return rows[0]?.attributes ?? null;
}
