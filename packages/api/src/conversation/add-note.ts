import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { SendResult } from '../contract/views.ts';
import { inProject } from '../db/scope.ts';
import { appendEvents, type AppendItem } from '../event-log/append-events.ts';
import { findSaid, readHead } from '../event-log/read-events.ts';
import { operatorActor } from './conversation.policy.ts';
import type { ConversationRef } from './conversation.queries.ts';
import { lockMessage } from './message-changes.queries.ts';
import { mention } from './mention.queries.ts';

interface Note {
  noteId: string;
  text: string;
  mentions?: readonly string[] | undefined;
}

/**
 * Stores a private note in the conversation's notes, a stream of its own that no visitor can read. Who is mentioned has it among
 * what he has to look at, or there is no such note.
 * @throws AppError NOT_FOUND when one of them is no member
 */
export async function addNote(
  services: Pick<Services, 'announce' | 'append' | 'db'>,
  caller: OperatorCaller,
  conversation: ConversationRef,
  { noteId, text, mentions = [] }: Note,
): Promise<SendResult> {
  const { id, projectId, stream, notes, inbox } = conversation;
  const head = await readHead(services.db, stream.id);
  // Nobody is told of what he has written himself.
  const called = [...new Set(mentions)].filter((operatorId) => operatorId !== caller.id);
  const item: AppendItem<'notes'> = {
    stream: notes,
    clientId: noteId,
    actor: operatorActor(caller),
    body: {
      type: 'note',
      noteId,
      text,
      afterSeq: head?.seq ?? 0,
      ...(called.length === 0 ? {} : { mentions: called }),
    },
    inbox: { streamId: inbox.id, conversationId: id, projectId },
  };
  if (called.length > 0) return addCalling(services, conversation, item, noteId, called);
  const { seq, eventId, duplicate } = await services.append(item);
  return { seq, eventId, duplicate };
}

async function addCalling(
  { announce, db }: Pick<Services, 'announce' | 'db'>,
  { id: conversationId, projectId, notes }: ConversationRef,
  item: AppendItem<'notes'>,
  noteId: string,
  called: readonly string[],
): Promise<SendResult> {
  const outcome = await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      await lockMessage(trx, notes, noteId);
      // Whoever was a member then need not be one any more: the same note again gets its first answer (EL6).
      const known = await findSaid(trx, notes, noteId);
      if (known !== null) return { seq: known.seq, eventId: known.id, appended: [] };
      await mention(trx, { projectId, conversationId, noteId }, called);
      const appended = await appendEvents(trx, [item]);
      const [{ seq, eventId } = { seq: 0, eventId: '' }] = appended;
      return { seq, eventId, appended };
    });
  announce(outcome.appended);
  return { seq: outcome.seq, eventId: outcome.eventId, duplicate: outcome.appended.length === 0 };
}
