import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { inProject } from '../db/scope.ts';
import { appendEvents } from '../event-log/append-events.ts';
import type { ConversationRef } from './conversation.queries.ts';
import { seeMentions } from './mention.queries.ts';

/** He has seen the notes of this conversation up to `seq`, and where they mention him; his other devices learn of it by the inbox. */
export async function markMentionsSeen(
  { announce, db }: Pick<Services, 'announce' | 'db'>,
  caller: OperatorCaller,
  { id: conversationId, projectId, notes, inbox }: ConversationRef,
  seq: number,
): Promise<void> {
  const appended = await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      if (!(await seeMentions(trx, { conversationId, notes, seq }, caller.id))) return [];
      const body = { type: 'conversation', conversationId, what: 'mentions', eventSeq: 0, callId: null } as const;
      return appendEvents(trx, [{ stream: inbox, clientId: null, actor: { kind: 'system' }, body, inbox: null }]);
    });
  announce(appended);
}
