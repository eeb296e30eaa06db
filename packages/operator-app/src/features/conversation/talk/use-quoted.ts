import type { MessageItem, ThreadItem } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../../lib/session.ts';

export type Quoted = Pick<MessageItem, 'from' | 'mine' | 'author' | 'text'> & { files: readonly string[] };

/** The message that is about to be answered: of those that are here, or as the server has it. `null`: not known, or gone. */
export function useQuoted(conversationId: string, messageId: string, items: readonly ThreadItem[]): Quoted | null {
  const { api } = useClient();
  const here = items.find((item): item is MessageItem => item.kind === 'message' && item.key === messageId);
  const { data } = useQuery({
    queryKey: ['conversation', conversationId, 'quote', messageId],
    queryFn: async () => (await api.message.quotes.query({ conversationId, messageIds: [messageId] }))[0] ?? null,
    enabled: messageId !== '' && here === undefined,
  });
  if (here) return here.changes?.deleted ? null : { ...here, files: here.attachments.map(({ name }) => name) };
  return data && !data.deleted ? { ...data, mine: false } : null;
}
