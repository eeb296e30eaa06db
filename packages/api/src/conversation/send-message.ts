import type { Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { SendResult } from '../contract/views.ts';
import { conversationItem } from './conversation-item.ts';
import { personOf } from './conversation.policy.ts';
import type { ConversationRef } from './conversation.queries.ts';

/** Stores a message. The same id again appends nothing and gets the first answer (EL6). */
export async function sendMessage(
  services: Pick<Services, 'append'>,
  caller: Participant,
  conversation: ConversationRef,
  { messageId, text }: { messageId: string; text: string },
): Promise<SendResult> {
  const body = { type: 'message', messageId, text } as const;
  const { seq, eventId, duplicate } = await services.append(
    conversationItem(conversation, personOf(caller), body, messageId),
  );
  return { seq, eventId, duplicate };
}
