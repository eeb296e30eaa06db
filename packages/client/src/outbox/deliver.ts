/** From what stands in the outbox to what the server is asked for. */
import type { SendResult } from '@parley/api/contract/views';
import type { Api } from '../connection/transport.ts';
import type { OutboxEntry } from './outbox-state.ts';

export async function deliver(
  api: Api,
  { kind, id, conversationId, text, files, replyTo, mentions, change }: OutboxEntry,
): Promise<SendResult> {
  if (kind === 'note')
    return api.note.add.mutate({ conversationId, noteId: id, text, ...(mentions && { mentions: [...mentions] }) });
  // Few do, and the others do not load how.
  if (change) return (await import('../talk/talk.ts')).deliverChange(api, { conversationId, changeId: id, ...change });
  return api.message.send.mutate({
    conversationId,
    messageId: id,
    text,
    ...(files && { attachments: [...files] }),
    ...(replyTo && { replyTo }),
  });
}
