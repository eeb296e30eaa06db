import type { Actor } from '../contract/events.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import type { AppendItem } from '../event-log/append-events.ts';
import type { ConversationBody } from '../event-log/event-bodies.ts';

/** A word in the thread, which the project's operators are pointed to. */
export function threadItem(
  { id, projectId, stream, inbox }: ConversationRef,
  actor: Actor,
  body: ConversationBody,
): AppendItem {
  return { stream, clientId: null, actor, body, inbox: { streamId: inbox.id, conversationId: id, projectId } };
}
