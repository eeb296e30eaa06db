import { randomUUIDv7 } from 'node:crypto';
import type { VisitorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { VisitorConversationView } from '../contract/views.ts';
import type { Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { createStream } from '../event-log/create-stream.ts';
import { findVisitorsConversation } from './conversation.queries.ts';

/**
 * The visitor's open (or snoozed) conversation, or a new one. A hundred at once get the same one.
 * @throws AppError RATE_LIMITED when his network has opened too many
 */
export async function openConversation(
  { db, limits }: Pick<Services, 'db' | 'limits'>,
  caller: VisitorCaller,
  network: string | null,
): Promise<VisitorConversationView> {
  return inProject(db, caller.projectId)
    .transaction()
    .execute(async (trx) => {
      // The visitor's row is the lock: who comes second finds what the first has made.
      await trx.selectFrom('visitor').select('id').where('id', '=', caller.id).forUpdate().executeTakeFirstOrThrow();
      const current = await findVisitorsConversation(trx, caller.id);
      if (current !== null && current.status !== 'closed') return current;
      limits.take('conversationsByNetwork', network);
      await insertConversation(trx, caller);
      const created = await findVisitorsConversation(trx, caller.id);
      if (created === null) throw new Error('the conversation just made is not there');
      return created;
    });
}

async function insertConversation(trx: Trx, caller: VisitorCaller): Promise<void> {
  const { inbox_stream_id } = await trx
    .selectFrom('project')
    .select('inbox_stream_id')
    .where('id', '=', caller.projectId)
    .executeTakeFirstOrThrow();
  const stream = await createStream(trx, 'conversation');
  const notes = await createStream(trx, 'notes');
  await trx
    .insertInto('conversation')
    .values({
      id: randomUUIDv7(),
      project_id: caller.projectId,
      visitor_id: caller.id,
      stream_id: stream.id,
      notes_stream_id: notes.id,
      inbox_stream_id,
    })
    .execute();
}
