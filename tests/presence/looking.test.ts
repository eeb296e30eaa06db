import { createOperatorClient } from '@parley/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PresenceEvent } from '@parley/api/contract/events';
import { v7 as uuidv7 } from 'uuid';
import { addMember } from '../access/cast.ts';
import { until } from '../client/parley.ts';
import { connectSocket, overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';
import { Recorder } from '../support/recorder.ts';

describe.each(testDatabases())('who looks at a conversation, on %s', (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function scene() {
    const { url } = server;
    const [ann, karl] = [await registerOperator(url, 'Ann'), await registerOperator(url, 'Karl')];
    const { id, key } = await createProject(url, ann);
    await addMember(server, id, karl.me.id, 'agent');
    const visitor = await visit(url, key);
    await say(overHttp(url, visitor.params), visitor.conversationId, 'Hello');
    return { url, ann, karl, visitor, conversationId: visitor.conversationId };
  }

  test('[AU1] colleagues are told, also those who come later; oneself and the visitor are not', async () => {
    const { url, ann, karl, visitor, conversationId } = await scene();
    await using desk = connectSocket(url, ann.params);
    await using widget = connectSocket(url, visitor.params);
    const toAnn = new Recorder<PresenceEvent>();
    const toVisitor = new Recorder<PresenceEvent>();
    desk.api.presence.events.subscribe({ conversationId }, toAnn.handlers);
    widget.api.presence.events.subscribe({ conversationId }, toVisitor.handlers);
    await Promise.all([toAnn.until(() => true), toVisitor.until(() => true)]);
    const api = overHttp(url, { ...karl.params, deviceId: uuidv7() });
    await api.presence.setLooking.mutate({ conversationId, looking: true });
    await desk.api.presence.setLooking.mutate({ conversationId, looking: true });
    const who = { kind: 'operator', id: karl.me.id, name: 'Karl' };
    const isLooking = (looking: boolean) => (event: PresenceEvent) =>
      event.type === 'looking' && event.looking === looking;
    expect(await toAnn.until(isLooking(true))).toEqual({ type: 'looking', conversationId, who, looking: true });
    const later = new Recorder<PresenceEvent>();
    desk.api.presence.events.subscribe({ conversationId }, later.handlers);
    expect(await later.until(isLooking(true))).toMatchObject({ who });
    await api.presence.setLooking.mutate({ conversationId, looking: false });
    await toAnn.until(isLooking(false));
    await api.presence.setTyping.mutate({ conversationId, typing: true });
    // What has been told in between would have come before.
    await toVisitor.until(({ type }) => type === 'typing');
    expect(toVisitor.heard.filter(({ type }) => type === 'looking')).toEqual([]);
    expect(toAnn.heard.filter(({ who: seen }) => 'id' in seen && seen.id === ann.me.id)).toEqual([]);
    const his = widget.api.presence.setLooking.mutate({ conversationId, looking: true });
    expect(await refusal(his)).toBe('FORBIDDEN');
  });

  test('a thread shows which colleagues have it before them, until they leave it', async () => {
    const { url, ann, karl, conversationId } = await scene();
    const clients = [ann, karl].map(({ params }) =>
      createOperatorClient({ serverUrl: url, sessionToken: params.sessionToken }),
    );
    const [hers, his] = clients.map((client) => client.thread(conversationId));
    if (hers === undefined || his === undefined) throw new Error('two threads');
    await Promise.all([hers, his].map((thread) => until(thread, ({ state }) => state === 'ready')));
    his.setLooking(true);
    const seen = await until(hers, ({ looking }) => looking.length === 1);
    expect(seen.looking).toMatchObject([{ kind: 'operator', name: 'Karl' }]);
    his.close();
    await until(hers, ({ looking }) => looking.length === 0);
    await Promise.all(clients.map((client) => client.close()));
  });
});
