/**
 * The WebSocket wire. tRPC's client owns the socket, its resubscriptions and the hand-over when the server
 * drains; we own when an attempt may start (`gate`), what counts as connected (an answer), and how a dead
 * socket ends (`observed`).
 */
import { createWSClient, wsLink } from '@trpc/client';
import type { AppRouter } from '@parley/api';
import type { Clock, Timings } from '../environment.ts';
import { hello, terminating, transformer, type Wire } from './transport.ts';

export interface WebSocketWireOptions {
  url: string;
  params(): Record<string, string>;
  clock: Clock;
  timings: Timings;
  /** Awaited before each attempt; a rejection is a failed attempt. */
  gate(): Promise<void>;
  /** The server has answered on a new connection. */
  onProven(): void;
  /** The proven connection is gone; the next attempt goes through the gate. */
  onLost(): void;
  /** A socket closed; `proven`: had this connection ever been answered? */
  onSocketClosed(event: { code: number; reason: string; proven: boolean }): void;
}

export interface WebSocketWire extends Wire {
  /** Asks for an answer now, and drops the socket if none comes in this time. */
  verify(answerMs?: number): void;
}

/** The browser may take a minute to give up on a closing handshake that a dead peer never answers. */
const CLOSE_GRACE_MS = 1_000;

export function createWebSocketWire(options: WebSocketWireOptions): WebSocketWire {
  const { clock, timings } = options;
  const closing = new AbortController();
  let proven = false;
  let partings = 0;

  const client = createWSClient({
    url: async () => {
      await options.gate();
      return options.url;
    },
    connectionParams: () => options.params(),
    WebSocket: observedWebSocket(options, () => proven),
    // The gate waits instead: its waiting can be cut short when the network comes back.
    retryDelayMs: () => 0,
    keepAlive: { enabled: true, intervalMs: timings.keepAliveMs, pongTimeoutMs: timings.pongMs },
  });
  const send = terminating(wsLink<AppRouter>({ client, transformer }));

  /** `asked`: the socket that served when the question was put; another one may serve by now. */
  async function prove(answerMs = timings.pongMs, asked?: WebSocket): Promise<void> {
    const cancel = new AbortController();
    const disarm = clock.after(answerMs, () => cancel.abort());
    try {
      await hello(send, AbortSignal.any([cancel.signal, closing.signal]));
      if (closing.signal.aborted || proven) return;
      proven = true;
      options.onProven();
    } catch {
      // No answer, or a refusal, which closes the socket with its code: either way this socket is of no use.
      if (!closing.signal.aborted) (asked ?? client.connection?.ws)?.close();
    } finally {
      disarm();
    }
  }

  const watching = client.connectionState.subscribe({
    next(state) {
      if (closing.signal.aborted) return;
      if (state.state === 'pending') void prove();
      if (state.state === 'connecting' && proven) {
        proven = false;
        options.onLost();
      }
    },
  });

  return {
    kind: 'websocket',
    send,
    verify: (answerMs) => void prove(answerMs, client.connection?.ws),
    sendNow({ path, input }) {
      // tRPC's own sends wait for the turn to end; a page that goes away has no next one. Answers to no request are dropped.
      const message = { id: `parting:${++partings}`, jsonrpc: '2.0', method: 'mutation', params: { path, input } };
      const socket = client.connection?.ws;
      if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close() {
      closing.abort();
      watching.unsubscribe();
      void client.close();
    },
  };
}

/** The platform's WebSocket, except that each one reports its end once, in bounded time, and gives up opening. */
function observedWebSocket(options: WebSocketWireOptions, proven: () => boolean): typeof WebSocket {
  const { clock, timings } = options;
  return class ObservedWebSocket extends globalThis.WebSocket {
    #ended = false;
    #cancelForcedEnd: (() => void) | null = null;

    constructor(url: string | URL) {
      super(url);
      const giveUp = clock.after(timings.connectMs, () => this.close());
      this.addEventListener('open', giveUp);
      this.addEventListener('close', (event) => {
        giveUp();
        this.#cancelForcedEnd?.();
        if (this.#ended) return event.stopImmediatePropagation();
        this.#ended = true;
        options.onSocketClosed({ code: event.code, reason: event.reason, proven: proven() });
      });
    }

    /** tRPC puts all calls of a turn, or all subscriptions after a reconnect, into one frame; the server limits both its calls and its bytes. */
    override send(data: Parameters<WebSocket['send']>[0]): void {
      const list: unknown = typeof data === 'string' && data.startsWith('[') ? JSON.parse(data) : null;
      if (!Array.isArray(list)) return super.send(data);
      for (const each of list) super.send(JSON.stringify(each));
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      this.#cancelForcedEnd ??= clock.after(CLOSE_GRACE_MS, () => {
        if (!this.#ended) this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '' }));
      });
    }
  };
}
