import type { CallEvent, ConversationEvent } from '@parley/api/contract/events';
import { expect, describe, inject, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../support/database.ts';
import { createProject, deviceOf, followConversation, registerOperator, say, visit } from '../support/people.ts';
import { Recorder, type Tracked } from '../support/recorder.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const BOUND_MS = 90_000;
const nats = inject('natsUrl');

/** A site with its operator and a visitor. */
async function site(node: ServerProcess) {
  const operator = await registerOperator(node.url);
  const { key } = await createProject(node.url, operator);
  return { operator, visitor: await visit(node.url, key) };
}

describe.skipIf(inject('postgresUrl') === null)('two nodes', () => {
  test.skipIf(nats === null)(
    '[EL5] with the bus dead, what is said on one is heard on the other, in order',
    async () => {
      await using database = await createTestDatabase('server');
      await using link = await TcpProxy.start(nats ?? '');
      const env = { ...database.env, NATS_URL: link.url.replace('http:', 'nats:') };
      await using one = await startServerProcess({ env });
      await using other = await startServerProcess({ env });
      const { operator, visitor } = await site(one);
      await using reader = deviceOf(other.url, operator.params);
      const heard: Recorder<Tracked<ConversationEvent>> = followConversation(reader.api, visitor.conversationId);
      await heard.started;
      link.halfOpen();
      await using writer = deviceOf(one.url, visitor.params);
      for (const text of ['one', 'two', 'three']) await say(writer.api, visitor.conversationId, text);
      await heard.until(({ data }) => data.type === 'message' && data.text === 'three');
      expect(heard.heard.map(({ data }) => data.type === 'message' && data.text)).toEqual(['one', 'two', 'three']);
    },
    BOUND_MS,
  );

  test(
    '[CL1] a call that rang on a node which was killed is ended by the other when its caller does not come back',
    async () => {
      await using database = await createTestDatabase('server');
      await using one = await startServerProcess({ env: database.env });
      await using other = await startServerProcess({ env: database.env });
      const { operator, visitor } = await site(one);
      const callId = uuidv7();
      await using caller = deviceOf(one.url, visitor.params);
      await caller.api.call.start.mutate({ conversationId: visitor.conversationId, callId, media: 'audio' });
      one.kill('SIGKILL');
      await one.waitForExit();
      await using watcher = deviceOf(other.url, operator.params);
      const heard = new Recorder<Tracked<CallEvent>>();
      watcher.api.call.events.subscribe({ callId }, heard.handlers);
      const last = await heard.until(({ data }) => data.type === 'state' && data.call.state === 'ended');
      expect(last.data).toMatchObject({ actor: { kind: 'system' }, call: { endReason: 'caller_left' } });
    },
    BOUND_MS,
  );
});
