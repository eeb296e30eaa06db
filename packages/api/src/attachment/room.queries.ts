import { sql } from 'kysely';
import { AppError } from '../access/app-error.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';

interface Place {
  conversationId: string;
  projectId: string;
}

/**
 * Is there room for what this transaction has just written? Whoever writes a file's size holds the row of what its project has
 * until he commits, so a hundred at once do not each find the last place free.
 * @throws AppError QUOTA_EXCEEDED
 */
export async function requireRoom(trx: Trx, { conversationId, projectId }: Place, quotaBytes: number): Promise<void> {
  const project = await trx
    .selectFrom('project as p')
    .innerJoin('file_usage as u', 'u.project_id', 'p.id')
    .select(['u.bytes', 'p.file_quota as quota'])
    .where('p.id', '=', projectId)
    .executeTakeFirstOrThrow();
  if (project.bytes > (project.quota ?? quotaBytes)) throw full('project');
  const conversation = await trx
    .selectFrom('attachment')
    .select([sql<number>`sum(file_bytes(size, thumb_size))::bigint`.as('bytes'), sql<number>`count(*)`.as('files')])
    .where('conversation_id', '=', conversationId)
    .executeTakeFirstOrThrow();
  if (conversation.files > LIMITS.conversationFiles) throw full('conversation');
  if (conversation.bytes > LIMITS.conversationFileBytes) throw full('conversation');
}

const full = (what: 'conversation' | 'project'): AppError =>
  new AppError('QUOTA_EXCEEDED', `this ${what} has no room for more files`);
