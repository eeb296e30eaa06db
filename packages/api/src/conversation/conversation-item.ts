import type { Actor } from '../contract/events.ts';
import type { AppendItem } from '../event-log/append-events.ts';
import type { ConversationBody } from '../event-log/event-bodies.ts';
import type { ConversationRef } from './conversation.queries.ts';

/** An event of a conversation, which its project's operators are pointed to. */
export function conversationItem(
  { id, projectId, stream, inbox }: ConversationRef,
  actor: Actor,
  body: ConversationBody,
  clientId: string | null = null,
): AppendItem<'conversation'> {
  return { stream, clientId, actor, body, inbox: { streamId: inbox.id, conversationId: id, projectId } };
}
