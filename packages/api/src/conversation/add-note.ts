import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { SendResult } from '../contract/views.ts';
import { readHead } from '../event-log/read-events.ts';
import { operatorActor } from './conversation.policy.ts';
import type { ConversationRef } from './conversation.queries.ts';

/** Stores a private note in the conversation's notes, a stream of its own that no visitor can read. */
export async function addNote(
  services: Pick<Services, 'append' | 'db'>,
  caller: OperatorCaller,
  { id, projectId, stream, notes, inbox }: ConversationRef,
  { noteId, text }: { noteId: string; text: string },
): Promise<SendResult> {
  const head = await readHead(services.db, stream.id);
  const { seq, eventId, duplicate } = await services.append({
    stream: notes,
    clientId: noteId,
    actor: operatorActor(caller),
    body: { type: 'note', noteId, text, afterSeq: head?.seq ?? 0 },
    inbox: { streamId: inbox.id, conversationId: id, projectId },
  });
  return { seq, eventId, duplicate };
}
