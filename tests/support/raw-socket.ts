import type { ConnectionParams } from '@parley/api/contract/inputs';
import { TRPC_PATH } from '@parley/api/contract/wire';
import { WebSocket } from 'ws';
import type { Close } from './api-client.ts';

export type CallType = 'query' | 'mutation' | 'subscription';

/** How the server answered the handshake: with a socket, or with a status. */
export type Handshake = { status: 101; socket: RawSocket } | { status: number; socket: null };

export interface RawSocketOptions {
  url: string;
  /** Sent as the first message; `null`: nothing is said. */
  params: ConnectionParams | null;
  origin?: string | undefined;
  path?: string;
}

/** A socket whose frames are seen as they came, byte for byte. */
export class RawSocket implements AsyncDisposable {
  readonly frames: string[] = [];
  readonly closed: Promise<Close>;
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();
  #close: Close | null = null;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#close = { code, reason: reason.toString() };
        this.#wake();
        resolve(this.#close);
      });
    });
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const frame = data.toString();
      if (frame === 'PING') return socket.send('PONG');
      this.frames.push(frame);
      this.#wake();
    });
  }

  static handshake({
    url,
    params,
    origin,
    path = `${TRPC_PATH}?connectionParams=1`,
  }: RawSocketOptions): Promise<Handshake> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, {
      ...(origin === undefined ? {} : { origin }),
    });
    const { promise, resolve, reject } = Promise.withResolvers<Handshake>();
    socket.once('unexpected-response', (request, response) => {
      resolve({ status: response.statusCode ?? 0, socket: null });
      request.destroy();
    });
    socket.once('error', reject);
    socket.once('open', () => {
      const raw = new RawSocket(socket);
      if (params !== null) socket.send(JSON.stringify({ method: 'connectionParams', data: params }));
      resolve({ status: 101, socket: raw });
    });
    return promise;
  }

  static async open(options: RawSocketOptions): Promise<RawSocket> {
    const { status, socket } = await RawSocket.handshake(options);
    if (socket === null) throw new Error(`the handshake was refused with ${status}`);
    return socket;
  }

  send(id: number, method: CallType, path: string, input: unknown): void {
    this.#socket.send(JSON.stringify({ id, method, params: { path, input } }));
  }

  stop(id: number): void {
    this.#socket.send(JSON.stringify({ id, method: 'subscription.stop' }));
  }

  /** The first frame from here on that fits, or how the socket closed. */
  async next(fits: (frame: string) => boolean, from = this.frames.length): Promise<string | Close> {
    for (let looked = from; ;) {
      for (; looked < this.frames.length; looked += 1) {
        const frame = this.frames[looked];
        if (frame !== undefined && fits(frame)) return frame;
      }
      if (this.#close !== null) return this.#close;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** One call and its answer; of a subscription, its first event or the error that ends it. */
  async call(type: CallType, path: string, input: unknown, id = 1): Promise<string | Close> {
    const answer = this.next(
      (frame) => frame.startsWith(`{"id":${id},`) && !frame.includes('"result":{"type":"started"'),
    );
    this.send(id, type, path, input);
    const frame = await answer;
    if (type === 'subscription' && typeof frame === 'string' && frame.includes('"type":"data"')) {
      const stopped = this.next((later) => later.startsWith(`{"id":${id},`) && later.includes('"type":"stopped"'));
      this.stop(id);
      await stopped;
    }
    return frame;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
