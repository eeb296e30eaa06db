import { sql } from 'kysely';
import { LIMITS } from '../contract/wire.ts';
import type { Attributes } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import type { Page } from './visitor.table.ts';

/** Ends of lines, control signs, and marks that turn the direction of what follows: of the words around a name, too. */
const NOT_OF_A_NAME = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/**
 * What operators call him: the name the site gave, else something to tell anonymous ones apart. It stands in the middle of
 * sentences, titles and notifications, so it is one line that changes nothing of these; the attribute is shown as it is.
 */
export function visitorName(id: string, attributes: Attributes): string {
  const { name } = attributes;
  const plain = typeof name === 'string' ? name.replaceAll(NOT_OF_A_NAME, ' ').trim() : '';
  return plain === '' ? `Visitor ${id.slice(-4)}` : plain;
}

export async function insertVisitor(
  db: Db,
  visitor: { id: string; projectId: string; tokenHash: string; userAgent: string | null },
): Promise<void> {
  await inProject(db, visitor.projectId)
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

/**
 * Notes that he is here, and what is new about him; attributes that are not named stay.
 * @returns all his attributes; null, and nothing is changed, when they would be more than `attributeKeys`.
 */
export async function updateVisitor(
  db: Db,
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
    returning attributes`.execute(inProject(db, projectId));
  return rows[0]?.attributes ?? null;
}
