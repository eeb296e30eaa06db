import { describe, expect, test } from 'vitest';
import { connectSocket, overHttp } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, followInbox, registerOperator, say, visit } from '../support/people.ts';

const FLOOD = 30;

describe.each(testDatabases())('anonymous visitors without end, on %s', (kind) => {
  test('case 32: those who say nothing are in no list, no count and no event of an operator’s', async () => {
    await using server = await startFresh(kind);
    const operator = await registerOperator(server.url);
    const { id: projectId, key } = await createProject(server.url, operator);
    await using desk = connectSocket(server.url, operator.params);
    const heard = followInbox(desk.api, projectId, 'now');
    await heard.started;
    const counts = await desk.api.inbox.counts.query({ projectId });
    // Each with a conversation open, and writing.
    const crowd = await Promise.all(Array.from({ length: FLOOD }, () => visit(server.url, key, { name: 'Nobody' })));
    for (const { params, conversationId } of crowd)
      await overHttp(server.url, params).presence.setTyping.mutate({ conversationId, typing: true });
    expect((await desk.api.conversation.list.query({ projectId })).items).toEqual([]);
    expect(await desk.api.inbox.counts.query({ projectId })).toEqual(counts);
    // The one who says something is the first that the desk hears of.
    const [last] = crowd.slice(-1);
    if (last === undefined) throw new Error('nobody came');
    await say(overHttp(server.url, last.params), last.conversationId, 'Is anybody there?');
    const first = await heard.until(() => true);
    expect(first.data).toMatchObject({ type: 'conversation', conversationId: last.conversationId });
    expect((await desk.api.conversation.list.query({ projectId })).items.map(({ id }) => id)).toEqual([
      last.conversationId,
    ]);
  });
});
