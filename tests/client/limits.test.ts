import { createVisitorClient, type Environment } from '@parley/client';
import { expect, test } from 'vitest';
import { systemClock } from '../../packages/client/src/environment.ts';
import { registerOperator, createProject } from '../support/people.ts';
import { startFresh } from '../support/in-process-server.ts';

/** More than anything waits on purpose: how soon a busy machine answers is not what is tested. */
const NEVER_MS = 24 * 60 * 60 * 1000;

/** Whoever waits so long waits for something else than a limit: a new token, once a day. */
const LONG_MS = 60 * 60 * 1000;

/** Time passes for both ends when the client waits, and by as much as it waits. */
async function open() {
  let now = 0;
  const environment: Partial<Environment> = {
    clock: {
      now: () => now,
      after(ms, callback) {
        if (ms >= LONG_MS) return () => undefined;
        return systemClock.after(0, () => {
          now += ms;
          callback();
        });
      },
    },
    timings: { keepAliveMs: NEVER_MS, pongMs: NEVER_MS, connectMs: NEVER_MS, probeMs: 2 * NEVER_MS },
  };
  const server = await startFresh('embedded', { RATE_LIMIT_FACTOR: '1' }, { now: () => now });
  const { key } = await createProject(server.url, await registerOperator(server.url));
  const client = createVisitorClient({ serverUrl: server.url, projectKey: key, environment });
  await client.start();
  const conversationId = await client.openConversation();
  return {
    server,
    client,
    conversationId,
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('[TR6] [CV1] whoever writes faster than he may loses nothing: all of it is stored, in order, and nothing has failed', async () => {
  await using scene = await open();
  const { client, conversationId, server } = scene;
  const thread = client.thread(conversationId);
  const texts = Array.from({ length: 40 }, (_, nth) => `line ${nth}`);
  const sent = texts.map((text) => thread.send(text).acknowledged);
  const seqs = (await Promise.all(sent)).map(({ seq }) => seq);
  expect(seqs).toEqual(texts.map((_, nth) => nth + 1));
  const { items } = await client.api.message.list.query({ conversationId });
  expect(items.flatMap((item) => (item.type === 'message' ? [item.text] : [])).toSorted()).toEqual(texts.toSorted());
  expect(server.logs.some((line) => line.includes('"limit":"messagesByVisitor"'))).toBe(true);
  thread.close();
});

test('[TR6] reads that are asked for too many at once wait, and are all answered', async () => {
  await using scene = await open();
  const { client, conversationId } = scene;
  const reads = Array.from({ length: 80 }, () => client.api.conversation.get.query({ conversationId }));
  for (const { id } of await Promise.all(reads)) expect(id).toBe(conversationId);
});
