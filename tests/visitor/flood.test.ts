import { describe, expect, test } from 'vitest';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { connectSocket, headersOf, overHttp } from '../support/api-client.ts';
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

  test('[AU1] a socket that starts without end becomes one visitor, and leaves nothing of others', async () => {
    await using server = await startFresh(kind);
    const { key } = await createProject(server.url, await registerOperator(server.url));
    const warnings: string[] = [];
    const listen = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', listen);
    await using guest = await RawSocket.open({ url: server.url, params: { projectKey: key } });
    const starts = Array.from({ length: FLOOD }, (_, nth) => guest.call('mutation', 'visitor.start', {}, nth + 1));
    const answers = await Promise.all(starts);
    expect(answers.filter((answer) => JSON.stringify(answer).includes('visitorToken'))).toHaveLength(1);
    expect(answers.filter((answer) => JSON.stringify(answer).includes('FORBIDDEN'))).toHaveLength(FLOOD - 1);
    const db = acrossProjects(server.running.services.db);
    expect(await db.selectFrom('visitor').select('id').execute()).toHaveLength(1);
    // Who he is by now is for all of them to say again.
    expect(await guest.call('mutation', 'visitor.start', {}, FLOOD + 1)).toContain('visitorToken');
    await guest.call('mutation', 'visitor.logout', undefined, FLOOD + 2);
    expect(await guest.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  test('[AU1] so does a request with several beginnings in it', async () => {
    await using server = await startFresh(kind);
    const { key } = await createProject(server.url, await registerOperator(server.url));
    const answer = await fetch(`${server.url}/trpc/visitor.start,visitor.start,visitor.start?batch=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headersOf({ projectKey: key }) },
      body: JSON.stringify({ 0: {}, 1: {}, 2: {} }),
    });
    const told = await answer.text();
    expect([told.split('visitorToken').length - 1, told.split('"FORBIDDEN"').length - 1]).toEqual([1, 4]);
  });
});
