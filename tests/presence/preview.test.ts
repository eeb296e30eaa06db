import { randomBytes } from 'node:crypto';
import { createOperatorClient, createVisitorClient } from '@parley/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PresenceEvent } from '@parley/api/contract/events';
import { until } from '../client/parley.ts';
import { connectSocket, overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';
import { Recorder } from '../support/recorder.ts';
import { whereIs } from '../support/search-database.ts';

describe.each(testDatabases())('what a visitor types, on %s', (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function scene() {
    const { url } = server;
    const operator = await registerOperator(url);
    const { id: projectId, key } = await createProject(url, operator);
    const desk = overHttp(url, operator.params);
    return { url, operator, desk, projectId, key };
  }

  test('[PR8] is not told unless the project says so, then to its operators alone, and stands nowhere', async () => {
    const { url, operator, desk, projectId, key } = await scene();
    const visitor = await visit(url, key);
    const { conversationId } = visitor;
    const api = overHttp(url, visitor.params);
    await say(api, conversationId, 'Hello');
    await using his = connectSocket(url, visitor.params);
    await using hers = connectSocket(url, operator.params);
    const [toDesk, toProject, toWidget] = [0, 1, 2].map(() => new Recorder<PresenceEvent>());
    if (!toDesk || !toProject || !toWidget) throw new Error('three readers');
    hers.api.presence.events.subscribe({ conversationId }, toDesk.handlers);
    hers.api.presence.events.subscribe({ projectId }, toProject.handlers);
    his.api.presence.events.subscribe({ conversationId }, toWidget.handlers);
    await Promise.all([toDesk, toWidget].map((each) => each.until(() => true)));
    const marker = `m${randomBytes(8).toString('hex')}`;
    const type = (text: string) => api.presence.setTyping.mutate({ conversationId, typing: true, text });
    await type(`${marker} one`);
    expect(await toDesk.until((event) => event.type === 'typing')).not.toHaveProperty('text');

    await desk.project.update.mutate({ projectId, previewsTyping: true });
    await type(`${marker} two`);
    const shown = await toDesk.until((event) => event.type === 'typing' && event.text !== undefined);
    expect(shown).toMatchObject({ typing: true, text: `${marker} two` });
    await desk.presence.setTyping.mutate({ conversationId, typing: true, text: `${marker} three` });
    await toWidget.until((event) => event.type === 'typing');
    await api.presence.setTyping.mutate({ conversationId, typing: false });
    const last = await toDesk.until((event) => event.type === 'typing' && !event.typing);
    expect(last).not.toHaveProperty('text');
    const isVisitors = (event: PresenceEvent) => event.type === 'typing' && event.who.kind === 'visitor';
    await toProject.until((event) => isVisitors(event) && event.type === 'typing' && !event.typing);
    const turns = toProject.heard.filter(isVisitors).map((event) => event.type === 'typing' && event.typing);
    expect(turns).toEqual([true, false]);
    for (const { heard } of [toProject, toWidget]) expect(JSON.stringify(heard)).not.toContain(marker);
    expect(await whereIs(server.running.services.db, marker)).toEqual([]);
    expect(server.logs.join('')).not.toContain(marker);
    expect(await refusal(type('x'.repeat(501)))).toBe('INVALID_INPUT');
  });

  test('[PR8] a thread shows it as it grows, until it is sent', async () => {
    const { url, operator, desk, projectId, key } = await scene();
    await desk.project.update.mutate({ projectId, previewsTyping: true });
    const client = createVisitorClient({ serverUrl: url, projectKey: key });
    const { project } = await client.start();
    expect(project.previewsTyping).toBe(true);
    const visitors = client.thread(await client.openConversation());
    await until(visitors, ({ state }) => state === 'ready');
    const colleague = createOperatorClient({ serverUrl: url, sessionToken: operator.params.sessionToken });
    const operators = colleague.thread(visitors.conversationId);
    await until(operators, ({ peerOnline }) => peerOnline);
    visitors.setTyping(true, 'My num');
    visitors.setTyping(true, 'My number is 42');
    await until(operators, ({ preview }) => preview === 'My number is 42');
    await visitors.send('My number is 42').acknowledged;
    await until(operators, ({ preview, typing }) => preview === null && typing.length === 0);
    await Promise.all([client.close(), colleague.close()]);
  });
});
