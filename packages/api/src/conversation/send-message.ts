import type { Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import type { AttachmentView, SendResult } from '../contract/views.ts';
import type { ConversationBody } from '../event-log/event-bodies.ts';
import { conversationItem } from './conversation-item.ts';
import { personOf } from './conversation.policy.ts';
import type { ConversationRef } from './conversation.queries.ts';

type Said = Omit<Extract<ConversationBody, { type: 'message' }>, 'type'>;

/** Readers who know of no files are shown their names: an older page, a list, a notification. */
export function textWithFiles(caption: string, attachments: AttachmentView[]): { text: string; caption: string } {
  const names = attachments.map(({ name }) => `📎 ${name}`);
  return { text: [...(caption.trim() === '' ? [] : [caption]), ...names].join('\n'), caption };
}

/** Stores a message. The same id again appends nothing and gets the first answer (EL6). */
export async function sendMessage(
  services: Pick<Services, 'append'>,
  caller: Participant,
  conversation: ConversationRef,
  message: Said,
): Promise<SendResult> {
  const body = { type: 'message', ...message } as const;
  const { seq, eventId, duplicate } = await services.append(
    conversationItem(conversation, personOf(caller), body, message.messageId),
  );
  return { seq, eventId, duplicate };
}
