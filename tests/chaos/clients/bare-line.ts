import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { CLOSE_CODES, TRPC_PATH, type WireError } from '@parley/api/contract/wire';
import { ParleyError } from '@parley/client';
import superjson, { type SuperJSONResult } from 'superjson';
import { WebSocket } from 'ws';

/** Our client's patience: what is measured is how soon a server serves whoever comes back. */
export interface LineTimings {
  keepAliveMs: number;
  pongMs: number;
  connectMs: number;
}

interface Handlers<E> {
  onStarted: () => void;
  onData: (value: { id: string; data: E }) => void;
  /** For good. */
  onError: (cause: ParleyError) => void;
}

interface Subscription {
  path: string;
  input: object;
  /** Of the last event; null: from the beginning. */
  cursor: string | null;
  onStarted: () => void;
  onResult: (result: { id: string; data: SuperJSONResult }) => void;
  onError: (cause: ParleyError) => void;
}

type Frame =
  | { method: 'reconnect' }
  | { id: number; error: { json: { data: { parley: WireError } } } }
  | { id: number; result: { type: 'started' } | { type: 'stopped' } }
  | { id: number; result: { type: 'data'; id: string; data: SuperJSONResult } };

/** Jittered; nobody hammers. */
const RETRY_MS = 1_000;
/** We were not let in, and shall not be. */
const TURNED_AWAY: readonly number[] = [CLOSE_CODES.badHello, CLOSE_CODES.unauthenticated, CLOSE_CODES.forbidden];

/**
 * Subscriptions on sockets without our client, which forgives what a server may not do: each goes on at the cursor of the
 * last event that came, on one socket at a time, and hands over all that the server says, as often as it says it.
 */
export class BareLine {
  readonly #url: string;
  readonly #params: ConnectionParams;
  readonly #timings: LineTimings;
  readonly #onTurnedAway: (code: number) => void;
  readonly #subscriptions = new Map<number, Subscription>();
  #socket: WebSocket | null = null;
  #calls = 0;
  #closed = false;

  constructor(options: {
    url: string;
    params: ConnectionParams;
    timings: LineTimings;
    onTurnedAway: (code: number) => void;
  }) {
    this.#url = `${options.url.replace(/^http/, 'ws')}${TRPC_PATH}?connectionParams=1`;
    this.#params = options.params;
    this.#timings = options.timings;
    this.#onTurnedAway = options.onTurnedAway;
  }

  /** Ends with the line. `cursor`: after which event; null: from the beginning. */
  subscribe<E>(path: string, input: object, cursor: string | null, { onData, ...handlers }: Handlers<E>): void {
    this.#calls += 1;
    const onResult: Subscription['onResult'] = ({ data }) =>
      onData(superjson.deserialize<{ id: string; data: E }>(data));
    const subscription: Subscription = { path, input, cursor, onResult, ...handlers };
    this.#subscriptions.set(this.#calls, subscription);
    if (this.#socket === null) this.#open();
    else if (this.#socket.readyState === WebSocket.OPEN) this.#ask(this.#socket, this.#calls, subscription);
  }

  close(): void {
    this.#closed = true;
    this.#subscriptions.clear();
    this.#socket?.close();
  }

  #open(): void {
    const { connectMs, keepAliveMs, pongMs } = this.#timings;
    const socket = new WebSocket(this.#url, { handshakeTimeout: connectMs, perMessageDeflate: false });
    this.#socket = socket;
    let heardAt = performance.now();
    const keepAlive = setInterval(() => {
      if (performance.now() - heardAt > keepAliveMs + pongMs) socket.terminate();
      else if (socket.readyState === WebSocket.OPEN) socket.send('PING');
    }, keepAliveMs / 2);
    socket.on('open', () => {
      socket.send(JSON.stringify({ method: 'connectionParams', data: this.#params }));
      for (const [id, subscription] of this.#subscriptions) this.#ask(socket, id, subscription);
    });
    socket.on('message', (data: Buffer) => {
      heardAt = performance.now();
      if (this.#socket === socket) this.#take(socket, data.toString());
    });
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      clearInterval(keepAlive);
      if (this.#socket !== socket || this.#closed) return;
      this.#socket = null;
      if (TURNED_AWAY.includes(code)) return this.#onTurnedAway(code);
      void this.#again();
    });
  }

  async #again(): Promise<void> {
    await pause(Math.random() * RETRY_MS);
    if (!this.#closed && this.#socket === null) this.#open();
  }

  /** This socket is of no more use; what still comes on it counts no more. */
  #leave(socket: WebSocket): void {
    this.#socket = null;
    socket.close();
    void this.#again();
  }

  #ask(socket: WebSocket, id: number, { path, input, cursor }: Subscription): void {
    const params = { path, input: cursor === null ? input : { ...input, lastEventId: cursor } };
    socket.send(JSON.stringify({ id, method: 'subscription', params }));
  }

  #take(socket: WebSocket, text: string): void {
    if (text === 'PONG') return;
    if (text === 'PING') return socket.send('PONG');
    const frame: Frame = JSON.parse(text);
    if ('method' in frame) return this.#leave(socket);
    const subscription = this.#subscriptions.get(frame.id);
    if (subscription === undefined) return;
    if ('error' in frame) {
      const { retry, code } = frame.error.json.data.parley;
      if (retry) return this.#leave(socket);
      this.#subscriptions.delete(frame.id);
      return subscription.onError(new ParleyError(code));
    }
    const { result } = frame;
    if (result.type === 'started') return subscription.onStarted();
    if (result.type === 'stopped') return this.#leave(socket);
    subscription.cursor = result.id;
    subscription.onResult(result);
  }
}
