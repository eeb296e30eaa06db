import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { CallEvent, ConversationEvent } from '@parley/api/contract/events';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import type { ProjectView } from '@parley/api/contract/views';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { eraseVisitor } from '../../packages/api/src/privacy/erase-visitor.ts';
import { ObjectMissing } from '../../packages/api/src/attachment/storage/file-storage.ts';
import { addMember } from '../access/cast.ts';
import { bytesOf, sendWith, upload } from '../attachment/files.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import {
  createProject,
  deviceOf,
  followConversation,
  followInbox,
  registerOperator,
  say,
  visit,
  type TestOperator,
  type TestVisitor,
} from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Recorder, type Tracked } from '../support/recorder.ts';
import { whereIs } from '../support/search-database.ts';

const GONE = { code: 4401, reason: 'UNAUTHENTICATED' };

describe.each(testDatabases())('erasing a visitor on %s', (kind) => {
  let server: InProcessServer;
  let owner: TestOperator;
  let project: ProjectView;
  beforeAll(async () => {
    server = await startFresh(kind);
    owner = await registerOperator(server.url, 'Olga');
    project = await createProject(server.url, owner);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const desk = (params: ConnectionParams = owner.params) => overHttp(server.url, params);
  const erase = (visitorId: string) => desk().privacy.eraseVisitor.mutate({ projectId: project.id, visitorId });
  const erased = () =>
    expect.poll(() => desk().privacy.erasures.query({ projectId: project.id }), { timeout: 20_000 }).toEqual([]);

  /** A call that the operator has taken, and both sides have spoken for. */
  async function talk(visitor: ConnectionParams, operator: ConnectionParams, conversationId: string, sdp = 'v=0') {
    const callId = uuidv7();
    await overHttp(server.url, visitor).call.start.mutate({ conversationId, callId, media: 'audio' });
    await overHttp(server.url, operator).call.accept.mutate({ callId });
    for (const params of [visitor, operator]) {
      const api = overHttp(server.url, params);
      const offer = { kind: 'description', type: 'offer', sdp, gen: 0 } as const;
      await api.call.signal.mutate({ callId, signalId: uuidv7(), signal: offer }).catch(() => undefined);
      const signal = { kind: 'media', state: 'connected', gen: 0 } as const;
      await api.call.signal.mutate({ callId, signalId: uuidv7(), signal });
    }
    return callId;
  }

  /** Somebody who has left the marker wherever a visitor can, and about whom a note has it, too. */
  async function planted(marker: string): Promise<TestVisitor & { callId: string; fileId: string }> {
    const { key } = project;
    const guest = await RawSocket.open({ url: server.url, params: { projectKey: key } });
    const headers = { 'user-agent': `Browser/${marker}` };
    const response = await fetch(`${server.url}/trpc/visitor.start`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-parley-project': key },
      body: JSON.stringify({
        attributes: { name: `Vera ${marker}`, email: `${marker}@example.com`, [`key-${marker}`]: true },
        page: { url: `https://shop.example/${marker}?q=${marker}#${marker}`, title: `Shop ${marker}` },
      }),
    });
    await guest[Symbol.asyncDispose]();
    const answer: { result: { data: { json: { visitor: { id: string }; visitorToken: string } } } } =
      await response.json();
    const { visitor, visitorToken } = answer.result.data.json;
    const params = { projectKey: key, visitorToken };
    const api = overHttp(server.url, params);
    const { id: conversationId } = await api.conversation.open.mutate();
    await say(api, conversationId, `Hello, I am ${marker}`);
    await say(desk(), conversationId, `Hello ${marker}, how can I help?`);
    const colleague = await registerOperator(server.url, 'Karl');
    await addMember(server, project.id, colleague.me.id, 'agent');
    const mentions = [colleague.me.id];
    await desk().note.add.mutate({ conversationId, noteId: uuidv7(), text: `${marker} again`, mentions });
    const words = { conversationId, messageId: uuidv7() };
    await api.message.send.mutate({ ...words, text: `So said ${marker}` });
    await api.message.edit.mutate({ ...words, changeId: uuidv7(), text: `${marker} said so` });
    await desk().message.react.mutate({ ...words, changeId: uuidv7(), emoji: '👍', on: true });
    await api.message.delete.mutate({ ...words, changeId: uuidv7() });
    await api.presence.setTyping.mutate({ conversationId, typing: true });
    await api.conversation.markRead.mutate({ conversationId, seq: 2 });
    await desk().conversation.markRead.mutate({ conversationId, seq: 1 });
    const [device, deskDevice] = [
      { ...params, deviceId: uuidv7() },
      { ...owner.params, deviceId: uuidv7() },
    ];
    const callId = await talk(device, deskDevice, conversationId, `v=0\r\ns=${marker}\r\n`);
    await overHttp(server.url, device).call.end.mutate({ callId });
    await desk().conversation.setStatus.mutate({ conversationId, status: 'closed' });
    const second = await api.conversation.open.mutate();
    await say(api, second.id, `And once more, ${marker}`);
    const sender = { params, conversationId: second.id };
    const { id: fileId } = await upload(server.url, sender, {
      bytes: bytesOf(marker),
      name: `${marker}.txt`,
      type: 'text/plain',
    });
    await sendWith(server.url, sender, [fileId]);
    await desk().conversation.blockVisitor.mutate({ conversationId: second.id });
    return { id: visitor.id, params, conversationId: second.id, callId, fileId };
  }

  test('[PR1] case 81: afterwards no column of any table has a word of his, or an id but the audit log’s', async () => {
    const { db } = server.running.services;
    const marker = `m${randomBytes(8).toString('hex')}`;
    const visitor = await planted(marker);
    // The search finds what is there; or finding nothing would prove nothing.
    expect(await whereIs(db, marker)).toEqual([
      'attachment.name',
      'conversation.last_message',
      'event.body',
      'visitor.attributes',
      'visitor.page',
      'visitor.user_agent',
    ]);
    expect((await whereIs(db, visitor.id)).length).toBeGreaterThan(3);
    // As versions of before have written them.
    const actor = JSON.stringify({ kind: 'visitor', id: visitor.id });
    await sql`update event set actor = ${actor}::jsonb where type = 'conversation'`.execute(db);
    await sql`update keeping_turn set inbox_named_until = 'infinity'`.execute(db);
    await erase(visitor.id);
    await erased();
    const filesDue = () => db.selectFrom('erased_files').selectAll().where('due_at', '<=', new Date()).execute();
    await expect.poll(filesDue, { timeout: 20_000 }).toEqual([]);
    const bytes = server.running.services.files.storage.open(`${visitor.conversationId}/${visitor.fileId}/file`);
    await expect(bytes).rejects.toThrow(ObjectMissing);
    expect(await whereIs(db, marker)).toEqual([]);
    expect(await whereIs(db, visitor.id)).toEqual(['audit.object_id']);
    expect(await whereIs(db, visitor.callId)).toEqual(['event.body']);
    // Pointers without anything behind them, and the word that it is gone: the inbox has no holes.
    const { rows } = await sql<{ type: string }>`
      select distinct type from event where body::text like ${`%${visitor.conversationId}%`} order by 1`.execute(db);
    expect(rows.map(({ type }) => type)).toEqual(['conversation', 'erased']);
    expect(server.logs.join('')).not.toContain(marker);
  });

  test('[PR1] case 50: at once nobody reads or finds any of it, by whatever way', async () => {
    const visitor = await visit(server.url, project.key, { name: 'Vera' });
    const api = overHttp(server.url, visitor.params);
    const { conversationId } = visitor;
    await say(api, conversationId, 'secret');
    await erase(visitor.id);
    expect(await refusal(desk().conversation.get.query({ conversationId }))).toBe('NOT_FOUND');
    expect(await refusal(desk().message.list.query({ conversationId }))).toBe('NOT_FOUND');
    expect(await refusal(desk().note.list.query({ conversationId }))).toBe('NOT_FOUND');
    expect(await refusal(say(desk(), conversationId, 'too late'))).toBe('NOT_FOUND');
    expect(await refusal(api.conversation.open.mutate())).toBe('UNAUTHENTICATED');
    const { items } = await desk().conversation.list.query({ projectId: project.id });
    expect(items.map(({ id }) => id)).not.toContain(conversationId);
  });

  test('[PR1] case 54: his sockets and streams are closed, and nobody else’s', async () => {
    const visitor = await visit(server.url, project.key);
    const neighbour = await visit(server.url, project.key);
    const sockets = await Promise.all(
      [visitor, visitor, neighbour].map(({ params }) => RawSocket.open({ url: server.url, params })),
    );
    const [one, two, hers] = sockets;
    for (const socket of sockets) await socket.call('query', 'health', undefined);
    // Came as a guest, and became this visitor on the way.
    const guest = await RawSocket.open({ url: server.url, params: { projectKey: project.key } });
    const started = await guest.call('mutation', 'visitor.start', {});
    const id = /"visitor":\{"id":"([^"]+)"/.exec(typeof started === 'string' ? started : '')?.[1] ?? '';
    await erase(visitor.id);
    await erase(id);
    expect([await one?.closed, await two?.closed, await guest.closed]).toEqual([GONE, GONE, GONE]);
    expect(await hers?.call('query', 'health', undefined)).toContain('"ok":true');
    const again = await RawSocket.open({ url: server.url, params: visitor.params });
    expect(await again.closed).toEqual(GONE);
    for (const socket of sockets) await socket[Symbol.asyncDispose]();
  });

  /** By another node, whose word of it is lost. */
  async function eraseUnheard(visitorId: string): Promise<void> {
    const { db } = server.running.services;
    const { inbox_stream_id } = await acrossProjects(db)
      .selectFrom('project')
      .select('inbox_stream_id')
      .where('id', '=', project.id)
      .executeTakeFirstOrThrow();
    const inbox = { id: inbox_stream_id, kind: 'inbox' as const };
    const deaf = { db, announce: () => undefined, erased: () => undefined };
    const caller = { kind: 'operator' as const, ...owner.me, sessionId: uuidv7(), rights: 0 };
    await eraseVisitor(deaf, caller, { projectId: project.id, visitorId, inbox });
  }

  test('[PR1] where nobody has heard of it his sockets are closed as well, and nothing is read', async () => {
    const visitor = await visit(server.url, project.key);
    const { conversationId } = visitor;
    await say(overHttp(server.url, visitor.params), conversationId, 'unheard');
    await desk().note.add.mutate({ conversationId, noteId: uuidv7(), text: 'about him' });
    await using socket = await RawSocket.open({ url: server.url, params: visitor.params });
    await socket.call('query', 'health', undefined);
    await using operator = deviceOf(server.url, owner.params);
    await eraseUnheard(visitor.id);
    // Its streams are remembered here, and their events go in some seconds.
    expect((await desk().message.list.query({ conversationId })).items).toEqual([]);
    expect((await desk().note.list.query({ conversationId })).items).toEqual([]);
    const late = followConversation(operator.api, conversationId);
    await late.started;
    const { rows } = await sql`select from event where body ->> 'text' = 'unheard'`.execute(server.running.services.db);
    expect(rows).toHaveLength(1);
    expect(await socket.closed).toEqual(GONE);
    await erased();
    expect(late.heard.map(({ data }) => data.type)).toEqual([]);
  });

  test('[PR1] case 75: his call ends on both sides', async () => {
    const visitor = await visit(server.url, project.key);
    const devices = {
      visitor: { ...visitor.params, deviceId: uuidv7() },
      desk: { ...owner.params, deviceId: uuidv7() },
    };
    const callId = await talk(devices.visitor, devices.desk, visitor.conversationId);
    const until = async (): Promise<number[]> => {
      const leases = acrossProjects(server.running.services.db).selectFrom('call_lease').select('until');
      return (await leases.where('call_id', '=', callId).execute()).map((lease) => lease.until.getTime());
    };
    const before = Math.max(0, ...(await until()));
    await using operator = deviceOf(server.url, devices.desk);
    const heard = new Recorder<Tracked<CallEvent>>();
    operator.api.call.events.subscribe({ callId }, heard.handlers);
    await heard.started;
    await using his = await RawSocket.open({ url: server.url, params: devices.visitor });
    his.send(1, 'subscription', 'call.events', { callId });
    await his.next((frame) => frame.includes('"type":"started"'), 0);
    // Reading begins before the reader counts as there: one for whom there was no time has to ask again, and finds no call.
    await expect.poll(async () => (await until()).filter((at) => at > before), { timeout: 20_000 }).toHaveLength(2);
    await erase(visitor.id);
    const last = await heard.until(({ data }) => data.type === 'state' && data.call.state === 'ended');
    expect(last.data).toMatchObject({ actor: { kind: 'system' }, call: { endReason: 'policy' } });
    expect(await his.closed).toEqual(GONE);
    // He is free for the next one.
    const next = await visit(server.url, project.key);
    await talk({ ...next.params, deviceId: uuidv7() }, devices.desk, next.conversationId);
    await erased();
  });

  test('[PR1] [EL4] whoever reads learns of it: the team by its inbox, also later, a reader by the end of what he reads', async () => {
    const visitor = await visit(server.url, project.key);
    await say(overHttp(server.url, visitor.params), visitor.conversationId, 'Hello');
    await using operator = deviceOf(server.url, owner.params);
    const inbox = followInbox(operator.api, project.id);
    const thread: Recorder<Tracked<ConversationEvent>> = followConversation(operator.api, visitor.conversationId);
    const seen = await inbox.until(
      ({ data }) => data.type === 'conversation' && data.conversationId === visitor.conversationId,
    );
    await thread.count(1);
    await erase(visitor.id);
    const gone = { type: 'erased', conversationId: visitor.conversationId };
    const isGone = ({ data }: (typeof inbox.heard)[number]) =>
      data.type === 'erased' && data.conversationId === visitor.conversationId;
    expect((await inbox.until(isGone)).data).toMatchObject(gone);
    await thread.until(({ data }) => data.type === 'reset');
    const late = followInbox(operator.api, project.id, seen.id);
    await late.until(isGone);
    const inboxSeqs = late.heard.map(({ data }) => data.seq);
    expect(inboxSeqs).toEqual(inboxSeqs.toSorted((a, b) => a - b));
  });

  test('twice is as good as once; a foreign visitor and one who never was are alike; who may not, does not', async () => {
    const visitor = await visit(server.url, project.key);
    await erase(visitor.id);
    await erase(visitor.id);
    const other = await createProject(server.url, owner);
    const foreign = await visit(server.url, other.key);
    expect(await refusal(erase(foreign.id))).toBe('NOT_FOUND');
    expect(await refusal(erase(uuidv7()))).toBe('NOT_FOUND');
    const agent = await registerOperator(server.url, 'Anna');
    await addMember(server, project.id, agent.me.id, 'agent');
    const asked = desk(agent.params).privacy.eraseVisitor.mutate({ projectId: project.id, visitorId: foreign.id });
    expect(await refusal(asked)).toBe('FORBIDDEN');
    await desk().privacy.eraseVisitor.mutate({ projectId: other.id, visitorId: foreign.id });
  });
});
