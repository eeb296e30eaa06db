import { describe, expect, test } from 'vitest';
import { connectSocket, overHttp } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, followInbox, registerOperator, say, visit } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';

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

  test('[AU1] a socket that starts without end has one session, and each beginning leaves nothing on it', async () => {
    await using server = await startFresh(kind);
    const { key } = await createProject(server.url, await registerOperator(server.url));
    const warnings: string[] = [];
    const listen = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', listen);
    await using guest = await RawSocket.open({ url: server.url, params: { projectKey: key } });
    const starts = Array.from({ length: FLOOD }, (_, nth) => guest.call('mutation', 'visitor.start', {}, nth + 1));
    for (const answer of await Promise.all(starts)) expect(answer).toContain('visitorToken');
    await guest.call('mutation', 'visitor.logout', undefined, FLOOD + 1);
    expect(await guest.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });
});
