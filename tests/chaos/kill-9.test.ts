import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ConversationEvent } from '@parley/api/contract/events';
import { createOperatorClient, createVisitorClient, type OperatorClient, type VisitorClient } from '@parley/client';
import { describe, test } from 'vitest';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import { createProject, registerOperator, type TestOperator } from '../support/people.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

const CLIENTS = 20;
const MESSAGES = 50;
/** Of all that is said, so much is acknowledged when the server dies; it dies in the middle of the rest. */
const DEATHS = [0.2, 0.6];
const BOUND_MS = 60_000;

interface Sender {
  client: VisitorClient;
  conversationId: string;
  acknowledged: Map<string, number>;
}

describe.each(testDatabases())('kill -9 on %s', (kind) => {
  test(
    '[EL1] [EL2] [EL3] [EL6] [CV1] 1,000 sends of 20 clients: nothing lost, doubled or reordered',
    async () => {
      await using database = await createTestDatabase(kind);
      await using server = await startServerProcess(database);
      const operator = await registerOperator(server.url);
      const { key } = await createProject(server.url, operator);
      const senders = await Promise.all(Array.from({ length: CLIENTS }, () => sender(server, key)));
      const listener = listen(server, operator, senders);
      try {
        let acknowledged = 0;
        const milestones = DEATHS.map((share) => ({
          at: Math.round(share * CLIENTS * MESSAGES),
          reached: Promise.withResolvers<void>(),
        }));
        const sending = senders.map((each, index) =>
          sendAll(each, index, () => {
            acknowledged += 1;
            for (const { at, reached } of milestones) if (acknowledged === at) reached.resolve();
          }),
        );
        for (const { reached } of milestones) {
          await reached.promise;
          ok(acknowledged < CLIENTS * MESSAGES, 'all was said before the server died');
          await server.restart('SIGKILL');
        }
        await Promise.all(sending);
        await listener.hasHeard(CLIENTS * MESSAGES);

        for (const [index, { conversationId, acknowledged: seqs }] of senders.entries()) {
          const stored = await everything(listener.client, conversationId);
          const expected = Array.from({ length: MESSAGES }, (_, nth) => textOf(index, nth));
          deepEqual(
            stored.map(({ text }) => text),
            expected,
            'what is stored is what was said, in that order',
          );
          for (const { messageId, seq } of stored)
            equal(seqs.get(messageId), seq, 'it stands where the acknowledgement said');
          deepEqual(listener.heard(conversationId), expected, 'whoever listened all the time heard the same');
        }
      } finally {
        await Promise.all(senders.map(({ client }) => client.close()));
        await listener.client.close();
      }
    },
    BOUND_MS,
  );
});

const textOf = (index: number, nth: number): string => `client ${index}, message ${nth}`;

async function sender(server: ServerProcess, projectKey: string): Promise<Sender> {
  const client = createVisitorClient({ serverUrl: server.url, projectKey });
  await client.start();
  return { client, conversationId: await client.openConversation(), acknowledged: new Map() };
}

/** Says everything at once: the outbox sends one after the other, and again until it is answered. */
async function sendAll(
  { client, conversationId, acknowledged }: Sender,
  index: number,
  onAcknowledged: () => void,
): Promise<void> {
  const thread = client.thread(conversationId);
  const sent = Array.from({ length: MESSAGES }, (_, nth) => thread.send(textOf(index, nth)));
  await Promise.all(
    sent.map(async ({ messageId, acknowledged: answer }) => {
      acknowledged.set(messageId, (await answer).seq);
      onAcknowledged();
    }),
  );
}

/** An operator who follows all the conversations through every death of the server. */
function listen(server: ServerProcess, { params }: TestOperator, senders: readonly Sender[]) {
  const client = createOperatorClient({ serverUrl: server.url, sessionToken: params.sessionToken });
  const texts = new Map<string, string[]>(senders.map(({ conversationId }) => [conversationId, []]));
  let count = 0;
  let look: () => void = () => undefined;
  const take = (conversationId: string, event: ConversationEvent): void => {
    if (event.type !== 'message') return;
    texts.get(conversationId)?.push(event.text);
    count += 1;
    look();
  };
  const failed = Promise.withResolvers<never>();
  for (const { conversationId } of senders) {
    client.api.conversation.events.subscribe(
      { conversationId },
      { onData: ({ data }) => take(conversationId, data), onError: (cause) => failed.reject(cause) },
    );
  }
  return {
    client,
    heard: (conversationId: string): string[] => texts.get(conversationId) ?? [],
    hasHeard: (total: number): Promise<void> => {
      const reached = new Promise<void>((resolve) => {
        look = () => {
          if (count >= total) resolve();
        };
        look();
      });
      return Promise.race([reached, failed.promise]);
    },
  };
}

async function everything(
  { api }: OperatorClient,
  conversationId: string,
): Promise<{ messageId: string; text: string; seq: number }[]> {
  const { items, hasMore } = await api.message.list.query({ conversationId, limit: 100 });
  ok(!hasMore);
  return items.flatMap((event) =>
    event.type === 'message' ? [{ messageId: event.messageId, text: event.text, seq: event.seq }] : [],
  );
}
