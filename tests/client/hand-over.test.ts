import { once } from 'node:events';
import { createOperatorClient } from '@parley/client';
import { expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

const PROJECT = '0198c0de-0000-7000-8000-000000000001';
const cursorOf = (seq: number): string => `${seq}.${String(seq).padStart(8, '0')}`;

interface Call {
  id: number;
  method: string;
  params: { path: string; input?: { lastEventId?: string }; lastEventId?: string };
}

/** One of the sockets of a server that says what the test wants, when it wants. */
class Line {
  readonly #socket: WebSocket;
  /** The inbox's subscription, when it has come. */
  readonly subscription = Promise.withResolvers<Call>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (!text.startsWith('{')) return;
      const call: Call = JSON.parse(text);
      if (call.method === 'query') this.#say({ id: call.id, result: { type: 'data', data: { json: null } } });
      if (call.method === 'subscription') this.subscription.resolve(call);
    });
  }

  async started(): Promise<void> {
    const { id } = await this.subscription.promise;
    this.#say({ id, result: { type: 'started' } });
  }

  async event(seq: number): Promise<void> {
    const { id } = await this.subscription.promise;
    const cursor = cursorOf(seq);
    const data = { json: { id: cursor, data: { type: 'conversation', seq } } };
    this.#say({ id, result: { type: 'data', data, id: cursor } });
  }

  /** The server drains. */
  drain(): void {
    this.#say({ id: null, method: 'reconnect' });
  }

  /** Resolves when all that was said on this line has been heard. */
  async heard(): Promise<void> {
    this.#socket.send('PING');
    await once(this.#socket, 'message');
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }
}

test('[EL3] two hand-overs in a row, the first of which has not caught up: nothing comes twice', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const next = async (): Promise<Line> => {
    const [socket]: WebSocket[] = await once(server, 'connection');
    if (socket === undefined) throw new Error('no socket');
    return new Line(socket);
  };

  const client = createOperatorClient({ serverUrl: `http://127.0.0.1:${address.port}`, sessionToken: 'anybody' });
  const seen: number[] = [];
  const reached = new Map([1, 3, 4].map((seq) => [seq, Promise.withResolvers<void>()]));
  const firstLine = next();
  const reading = client.api.inbox.events.subscribe(
    { projectId: PROJECT },
    {
      onData: ({ data }) => {
        seen.push(data.seq);
        reached.get(data.seq)?.resolve();
      },
    },
  );

  const a = await firstLine;
  await a.started();
  await a.event(1);
  await reached.get(1)?.promise;

  const secondLine = next();
  a.drain();
  const b = await secondLine;
  expect((await b.subscription.promise).params.lastEventId).toBe(cursorOf(1));
  await a.event(2);
  await a.event(3);
  await reached.get(3)?.promise;

  const thirdLine = next();
  await b.started();
  b.drain();
  const c = await thirdLine;
  expect((await c.subscription.promise).params.lastEventId).toBe(cursorOf(3));
  await b.event(2);
  await b.event(3);
  await b.heard();
  await c.started();
  await c.event(4);
  await reached.get(4)?.promise;
  expect(seen).toEqual([1, 2, 3, 4]);

  reading.unsubscribe();
  await client.close();
  for (const socket of server.clients) socket.terminate();
  server.close();
});
