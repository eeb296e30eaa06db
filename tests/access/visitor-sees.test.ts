import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallSignal } from '@parley/api/contract/events';
import { v7 as uuidv7 } from 'uuid';
import { overHttp } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { say } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { assemble, MESSAGE, SECRET_NOTE, type Cast } from './cast.ts';

/** Answers by id: which procedure, and what came. */
interface Seen {
  path: string;
  frames: string[];
}

describe.each(testDatabases())('all that a visitor is told, on %s', (kind) => {
  let server: InProcessServer;
  let cast: Cast;
  let seen: Seen[];
  beforeAll(async () => {
    server = await startFresh(kind);
    cast = await assemble(server);
    seen = await useEverything();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** A visitor who asks for all there is and listens to all there is, while operators do all that they can. */
  async function useEverything(): Promise<Seen[]> {
    const { owner, neighbour } = cast.visitors;
    const { conversationId } = owner;
    const deviceId = uuidv7();
    await using socket = await RawSocket.open({ url: cast.url, params: { ...owner.params, deviceId } });
    const paths = new Map<number, string>();
    let id = 0;
    const listen = async (path: string, input: unknown): Promise<number> => {
      id += 1;
      paths.set(id, path);
      const started = socket.next((frame) => frame.startsWith(`{"id":${id},`));
      socket.send(id, 'subscription', path, input);
      await started;
      return id;
    };
    const ask = async (type: 'query' | 'mutation', path: string, input: unknown): Promise<void> => {
      id += 1;
      paths.set(id, path);
      await socket.call(type, path, input, id);
    };
    const heard = (subscription: number, words: string): Promise<unknown> =>
      socket.next((frame) => frame.startsWith(`{"id":${subscription},`) && frame.includes(words), 0);
    const thread = await listen('conversation.events', { conversationId });
    const presence = await listen('presence.events', { conversationId });
    await ask('mutation', 'visitor.start', {
      attributes: { plan: 'gold' },
      page: { url: 'https://shop.example/', title: 'Shop' },
    });
    await ask('mutation', 'conversation.open', undefined);

    const { operator } = cast.operators;
    const desk = overHttp(cast.url, { ...operator.params, deviceId: uuidv7() });
    await say(desk, conversationId, 'Hello from the operator');
    await desk.note.add.mutate({ conversationId, noteId: uuidv7(), text: SECRET_NOTE });
    await desk.conversation.assign.mutate({ conversationId, operatorId: operator.me.id });
    await desk.conversation.markRead.mutate({ conversationId, seq: 1 });
    await desk.presence.setTyping.mutate({ conversationId, typing: true });
    await say(overHttp(cast.url, neighbour.params), neighbour.conversationId, MESSAGE);

    const callId = uuidv7();
    await ask('mutation', 'call.start', { conversationId, callId, media: 'audio' });
    const call = await listen('call.events', { callId });
    await desk.call.accept.mutate({ callId });
    const line = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
    const signal: CallSignal = { kind: 'candidates', candidates: [line], gen: 0 };
    await desk.call.signal.mutate({ callId, signalId: uuidv7(), signal });
    // The end of the call wipes what has not been read by then.
    await heard(call, '"candidates"');
    await ask('query', 'call.iceServers', { callId });
    await desk.call.end.mutate({ callId });
    await heard(call, '"endReason":"hangup');
    await desk.conversation.setStatus.mutate({ conversationId, status: 'closed' });
    await ask('mutation', 'message.send', { conversationId, messageId: uuidv7(), text: 'Thank you' });
    await heard(thread, 'Thank you');
    await heard(presence, '"typing":true');
    const own = { conversationId, messageId: uuidv7() };
    await ask('mutation', 'message.send', { ...own, text: 'So I say' });
    await ask('mutation', 'message.edit', { ...own, changeId: uuidv7(), text: 'So I said' });
    await ask('mutation', 'message.react', { ...own, changeId: uuidv7(), emoji: '👍', on: true });
    await ask('mutation', 'message.delete', { ...own, changeId: uuidv7() });
    const answer = { conversationId, messageId: uuidv7(), text: 'An answer', replyTo: own.messageId };
    await desk.message.send.mutate(answer);
    await heard(thread, 'An answer');
    await ask('query', 'message.quotes', { conversationId, messageIds: [own.messageId, answer.messageId] });
    await ask('query', 'message.list', { conversationId });
    await ask('query', 'conversation.get', { conversationId });
    await ask('mutation', 'visitor.renewToken', undefined);
    // Last: as another person he gets another socket.
    await ask('mutation', 'visitor.identify', { token: await cast.vouchFor('somebody') });
    return [...paths].map(([each, path]) => ({
      path,
      frames: socket.frames.filter((frame) => frame.startsWith(`{"id":${each},`)),
    }));
  }

  test('[AU1] case 49: has exactly the fields that are written down here, and a new one is added on purpose', async () => {
    const fields = seen.flatMap(({ path, frames }) => frames.flatMap((frame) => shapeOf(dataOf(frame), `${path} `)));
    await expect(`${[...new Set(fields)].toSorted().join('\n')}\n`).toMatchFileSnapshot('visitor-sees.txt');
  });

  test('[AU1] case 49: holds no note, no address of an operator, no session, and nothing of other visitors', () => {
    const all = seen.flatMap(({ frames }) => frames).join('\n');
    const { neighbour, stranger } = cast.visitors;
    const foreign = [
      SECRET_NOTE,
      '@example.com',
      ...[neighbour, stranger].flatMap(({ id, conversationId, params }) => [id, conversationId, params.visitorToken]),
      ...Object.values(cast.operators).map(({ params }) => params.sessionToken),
    ];
    expect(all).toContain('Hello from the operator');
    for (const each of foreign) expect(all).not.toContain(each);
  });
});

/** What superjson carries, without its notes on types. */
function dataOf(frame: string): unknown {
  const { result }: { result?: { data?: { json?: unknown } } } = JSON.parse(frame);
  return result?.data?.json;
}

/** Paths of the fields; an event's or signal's are told apart by its type. */
function shapeOf(value: unknown, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => shapeOf(each, `${at}[]`));
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [at];
  const kind = 'type' in value && typeof value.type === 'string' ? `<${value.type}>` : '';
  return Object.entries(value).flatMap(([key, each]) => shapeOf(each, `${at}${kind}.${key}`));
}
