import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { connectSocket, headersOf, overHttp, refusal } from '../support/api-client.ts';
import { asOwner } from '../support/as-owner.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { followInbox, registerOperator, say, visit, type TestOperator } from '../support/people.ts';
import { EventStream } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { openSite, type Site } from '../support/site.ts';

describe.each(testDatabases())('visitors who are not let in, on %s', (kind) => {
  let database: TestDatabase;
  /** On a Postgres server there are two processes: blocked on one, connected to the other. */
  let servers: InProcessServer[];
  let operator: TestOperator;
  let site: Site;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    servers = [await startInProcess(database)];
    if (kind === 'server') servers.push(await startInProcess(database));
    operator = await registerOperator(here());
    site = await openSite(here(), operator);
  });
  afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  const here = (): string => servers[0]?.url ?? '';
  const there = (): string => servers.at(-1)?.url ?? '';
  const desk = () => overHttp(here(), operator.params);

  async function socketOf(params: ConnectionParams): Promise<RawSocket> {
    const socket = await RawSocket.open({ url: there(), params });
    await socket.call('query', 'health', undefined);
    return socket;
  }

  test('[AU1] [AU6] what he has open is closed, and his token is refused with the same code by socket and HTTP', async () => {
    const { params, conversationId } = await visit(here(), site.project.key);
    await say(overHttp(here(), params), conversationId, 'rude');
    await using socket = await socketOf(params);
    await using stream = await EventStream.open(there(), 'conversation.events', { conversationId }, headersOf(params));
    await desk().conversation.blockVisitor.mutate({ conversationId });
    expect(await socket.closed).toEqual({ code: 4409, reason: 'rights changed' });
    while ((await stream.next()) !== null);
    await using again = await RawSocket.open({ url: there(), params });
    expect(await again.closed).toEqual({ code: 4403, reason: 'BLOCKED' });
    expect(await refusal(overHttp(there(), params).visitor.start.mutate({}))).toBe('BLOCKED');
    await desk().conversation.blockVisitor.mutate({ conversationId });
    await desk().conversation.unblockVisitor.mutate({ conversationId });
    expect((await overHttp(there(), params).visitor.start.mutate({})).conversation?.id).toBe(conversationId);
  });

  test.each(['block', 'unblock'] as const)('[AU6] where a part of it fails nothing of it is done: %s', async (what) => {
    const { params, conversationId } = await visit(here(), site.project.key);
    await say(overHttp(here(), params), conversationId, 'rude');
    const { blockVisitor, unblockVisitor } = desk().conversation;
    const act = what === 'block' ? blockVisitor : unblockVisitor;
    if (what === 'unblock') await blockVisitor.mutate({ conversationId });
    const { db } = servers[0]?.running.services ?? expect.unreachable();
    const seen = async () => {
      const view = await desk().conversation.get.query({ conversationId });
      return 'visitor' in view ? [view.status, view.visitor.blocked] : [];
    };
    const before = await seen();
    await asOwner(
      db,
      sql`create function refuse() returns trigger language plpgsql as 'begin raise exception using errcode = ''53100''; end'`,
    );
    await asOwner(db, sql`create trigger refuse before insert on event for each row execute function refuse()`);
    expect(await refusal(act.mutate({ conversationId }))).toBe('UNAVAILABLE');
    await asOwner(db, sql`drop function refuse() cascade`);
    expect(await seen()).toEqual(before);
    await act.mutate({ conversationId });
    expect(await seen()).toEqual(what === 'block' ? ['closed', true] : ['open', false]);
  });

  test('[AU6] whom his site vouches for is not let in under that name from anywhere', async () => {
    const door = overHttp(here(), { projectKey: site.project.key });
    const { visitorToken } = await door.visitor.identify.mutate({ token: await site.vouchFor('u-1') });
    const params = { projectKey: site.project.key, visitorToken };
    const { id: conversationId } = await overHttp(here(), params).conversation.open.mutate();
    await desk().conversation.blockVisitor.mutate({ conversationId });
    const come = async () => door.visitor.identify.mutate({ token: await site.vouchFor('u-1') });
    expect(await refusal(come())).toBe('BLOCKED');
    await desk().conversation.unblockVisitor.mutate({ conversationId });
    expect((await come()).conversation?.id).toBe(conversationId);
  });

  test('[AU6] case 56: blocked in mid-call, the call ends', async () => {
    const { params, conversationId } = await visit(here(), site.project.key);
    const visitor = { ...params, deviceId: uuidv7() };
    const mine = { ...operator.params, deviceId: uuidv7() };
    const call = { conversationId, callId: uuidv7(), media: 'audio' } as const;
    const { id: callId } = await overHttp(there(), visitor).call.start.mutate(call);
    await overHttp(here(), mine).call.accept.mutate({ callId });
    await using desks = await RawSocket.open({ url: here(), params: mine });
    const ended = desks.next((frame) => frame.includes('"state":"ended"'));
    desks.send(1, 'subscription', 'call.events', { callId });
    await desk().conversation.blockVisitor.mutate({ conversationId });
    await ended;
    expect(await refusal(overHttp(there(), visitor).call.start.mutate({ ...call, callId: uuidv7() }))).toBe('BLOCKED');
  });

  test('every operator sees it: who is blocked, and that the conversation is closed by it', async () => {
    const { params, conversationId, id } = await visit(here(), site.project.key);
    await say(overHttp(here(), params), conversationId, 'rude');
    await using watcher = socketOfOperator();
    await watcher.heard.started;
    await desk().conversation.blockVisitor.mutate({ conversationId });
    await watcher.heard.until(
      ({ data }) =>
        data.type === 'conversation' &&
        data.conversation.visitor.id === id &&
        data.conversation.visitor.blocked === true,
    );
    await desk().conversation.unblockVisitor.mutate({ conversationId });
    await watcher.heard.until(
      ({ data }) =>
        data.type === 'conversation' &&
        data.conversation.status === 'open' &&
        data.conversation.visitor.blocked === false,
    );
  });
  function socketOfOperator() {
    const socket = connectSocket(there(), operator.params);
    const heard = followInbox(socket.api, site.project.id, 'now');
    return { heard, [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose]() };
  }
});
