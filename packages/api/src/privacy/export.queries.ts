import { sql } from 'kysely';
import type { ExportedAttachment, ExportedSession, ExportHead } from '../contract/privacy-views.ts';
import type { Db, Trx } from '../db/database.ts';
import { identityOf } from '../visitor/visitor.queries.ts';

/** Null: no such visitor in this project. */
export async function readExportHead(trx: Trx, projectId: string, visitorId: string): Promise<ExportHead | null> {
  const visitor = await trx
    .selectFrom('visitor as v')
    .innerJoin('project as p', 'p.id', 'v.project_id')
    .select(['v.id', 'v.attributes', 'v.subject', 'v.claims', 'v.page', 'v.user_agent as userAgent'])
    .select(['v.created_at as createdAt', 'v.last_seen_at as lastSeenAt', 'v.blocked_at as blockedAt'])
    .select('p.name as projectName')
    .where('v.id', '=', visitorId)
    .where('v.project_id', '=', projectId)
    .executeTakeFirst();
  if (visitor === undefined) return null;
  const conversations = await trx
    .selectFrom('conversation')
    .select(['id', 'status', 'created_at as createdAt', 'activity_at as activityAt'])
    .where('visitor_id', '=', visitorId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const files = await listFiles(
    trx,
    conversations.map(({ id }) => id),
  );
  const { projectName, subject, claims, ...rest } = visitor;
  return {
    format: 'parley.visitor',
    version: 1,
    exportedAt: new Date(),
    project: { id: projectId, name: projectName },
    visitor: { ...rest, identity: identityOf({ subject, claims }), sessions: await listSessions(trx, visitorId) },
    conversations: conversations.map((conversation) => ({
      ...conversation,
      attachments: files.get(conversation.id) ?? [],
    })),
  };
}

/** Times and places, without anything that would open a door. */
function listSessions(trx: Trx, visitorId: string): Promise<ExportedSession[]> {
  return trx
    .selectFrom('visitor_session')
    .select(['origin', 'created_at as createdAt', 'used_at as usedAt', 'expires_at as expiresAt'])
    .select('verified_until as verifiedUntil')
    .where('visitor_id', '=', visitorId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

async function listFiles(trx: Trx, conversationIds: readonly string[]): Promise<Map<string, ExportedAttachment[]>> {
  const { rows } = await sql<ExportedAttachment & { conversationId: string }>`
    select conversation_id as "conversationId", id, sender_kind as "from", name, coalesce(type, declared_type) as type, size,
      message_id as "messageId", touched_at as at
    from attachment where conversation_id = any(${conversationIds}::uuid[]) and state <> 'leaving'
    order by touched_at, id`.execute(trx);
  const files = new Map<string, ExportedAttachment[]>();
  for (const { conversationId, ...file } of rows) {
    const others = files.get(conversationId);
    if (others === undefined) files.set(conversationId, [file]);
    else others.push(file);
  }
  return files;
}

/** Not erased meanwhile, and of this project. */
export async function isThere(db: Db | Trx, projectId: string, visitorId: string): Promise<boolean> {
  const { rows } = await sql`select from visitor where id = ${visitorId} and project_id = ${projectId}`.execute(db);
  return rows.length > 0;
}
