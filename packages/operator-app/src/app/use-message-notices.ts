import { type Inbox, type OperatorClient, parleyErrorOf } from '@parley/client';
import { useEffect } from 'react';
import { useHost } from '../desktop/host-context.ts';
import { announce } from '../lib/announcer.ts';
import { wordsForCode } from '../lib/error-words.ts';
import { hasAttention } from '../lib/page-attention.ts';
import { useClient } from '../lib/session.ts';
import { MessageNotices } from './message-notices.ts';

export function useMessageNotices(inboxes: ReadonlyMap<string, Inbox>): void {
  const host = useHost();
  const client = useClient();
  useEffect(() => {
    const notices = new MessageNotices({
      notifications: host.notifications,
      isLooked: () => hasAttention(host),
      reply: (conversationId, text) => reply(client, conversationId, text),
    });
    const stops = [...inboxes.values()].map((inbox) => inbox.onNews((news) => notices.hear(news)));
    return () => {
      for (const stop of stops) stop();
      notices.close();
    };
  }, [host, client, inboxes]);
}

/** It is in the outbox, and outlives the thread that it was said to. */
function reply(client: OperatorClient, conversationId: string, text: string): void {
  const thread = client.thread(conversationId);
  thread
    .send(text)
    .acknowledged.catch((cause: unknown) => announce(wordsForCode(parleyErrorOf(cause).code), 'error'))
    .finally(() => thread.close());
}
