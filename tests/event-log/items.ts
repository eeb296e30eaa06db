import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../../packages/api/src/contract/events.ts';
import type { ConversationRow } from '../../packages/api/src/conversation/conversation.queries.ts';
import type { AppendItem } from '../../packages/api/src/event-log/append-events.ts';
import type { ConversationBody } from '../../packages/api/src/event-log/event-bodies.ts';

const ANNA = (id: string): Actor => ({ kind: 'operator', id, name: 'Anna' });

export function item(
  { id, projectId, stream, inbox }: ConversationRow,
  actor: Actor,
  body: ConversationBody,
  clientId: string | null,
): AppendItem {
  return { stream, clientId, actor, body, inbox: { streamId: inbox.id, conversationId: id, projectId } };
}

/** A message of the conversation's visitor; the id is said twice, so that a second row under another id is found out. */
export function message(
  conversation: ConversationRow,
  messageId = uuidv7(),
  text = `message ${messageId}`,
): AppendItem {
  return item(
    conversation,
    { kind: 'visitor', id: conversation.visitorId },
    { type: 'message', messageId, text },
    messageId,
  );
}

/** What the server says of itself or of operators: without a client's id. */
export function remark(conversation: ConversationRow, operatorId: string, body: ConversationBody): AppendItem {
  return item(conversation, ANNA(operatorId), body, null);
}
