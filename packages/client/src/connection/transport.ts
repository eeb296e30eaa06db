/**
 * Where the API client meets the wires. One `Api` object lives as long as the client; below it the wire may
 * be a WebSocket now and HTTP later. Calls wait for a wire, reads and subscriptions outlive it:
 *
 *   api.message.send ──▶ roaming link ──▶ current wire (WebSocket | HTTP + SSE)
 *                            │ a subscription moves with its cursor when the wire changes
 *
 * This file and its two neighbours `transport-websocket` and `transport-http` alone import @trpc/client.
 */
import type { AppRouter } from '@parley/api';
import {
  createTRPCClient,
  TRPCClientError,
  type Operation,
  type OperationLink,
  type OperationResultEnvelope,
  type TRPCClient,
  type TRPCLink,
} from '@trpc/client';
import { observable, type Observer, type Unsubscribable } from '@trpc/server/observable';
import { seqOf } from '../cursor.ts';
import { ParleyError, parleyErrorOf } from '../errors.ts';
import { revive } from './revive.ts';
import { beforeRetry, type Patience } from './until-answered.ts';

export type Api = TRPCClient<AppRouter>;

/** A way to the server; `send` takes one operation. */
export interface Wire {
  readonly kind: 'websocket' | 'http';
  readonly send: Send;
  /** Leaves at once, and nobody waits for an answer: for a page that goes away. */
  sendNow(parting: Parting): void;
  close(): void;
}
/** A mutation without an answer. */
export interface Parting {
  path: 'call.signal';
  input: unknown;
}
export type Send = (op: Operation) => ReturnType<OperationLink<AppRouter>>;
type Sink = Observer<OperationResultEnvelope<unknown, TRPCClientError<AppRouter>>, TRPCClientError<AppRouter>>;

/** The wire of the moment, as the connection sees it. */
export interface WireSource {
  /** Something is to be sent: connect, if that has not happened. */
  want(): void;
  /** `null` while there is none. */
  wire(): Wire | null;
  /** Why there will be none any more, or `null`. */
  failure(): ParleyError | null;
  subscribe(listener: () => void): () => void;
}

/** Inputs are plain JSON, outputs superjson (times arrive as `Date`): nothing of ours is parsed into classes by the server. */
export const transformer = {
  input: { serialize: (value: unknown) => value, deserialize: (value: unknown) => value },
  output: {
    /** The server's part. */
    serialize: (value: unknown) => value,
    // What stands before the router, the guard of a socket or a proxy, answers in plain JSON.
    deserialize: (value: unknown) => (isTold(value) ? revive(value.json, value.meta?.values) : value),
  },
};

function isTold(value: unknown): value is { json: unknown; meta?: { values?: unknown } } {
  return typeof value === 'object' && value !== null && 'json' in value;
}

export function createApi(source: WireSource, patience: Patience): Api {
  const link: TRPCLink<AppRouter> =
    () =>
    ({ op }) =>
      observable((observer) => {
        const call = new RoamingCall(op, observer, source, patience);
        call.start();
        return () => call.stop();
      });
  return createTRPCClient<AppRouter>({ links: [link] });
}

/** `link` as a function of the operation alone: the last link of a chain never calls `next`. */
export function terminating(link: TRPCLink<AppRouter>): Send {
  const operate = link({});
  return (op) =>
    operate({
      op,
      next() {
        throw new Error('a terminating link has no next link');
      },
    });
}

/** Answers that say "I will not talk to you"; any other, even a refusal of this very call, proves the connection. */
const REFUSALS = new Set<string>([
  'NETWORK',
  'CLOSED',
  'UNAUTHENTICATED',
  'IDENTITY_EXPIRED',
  'BLOCKED',
  'ORIGIN_NOT_ALLOWED',
  'PROTOCOL_VERSION',
]);

/** Resolves when the server has answered over this wire, which proves the way and the credentials. */
export function hello(send: Send, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const op: Operation = { id: 0, type: 'query', path: 'health', input: undefined, context: {}, signal };
    const abort = () => reject(new ParleyError('NETWORK', { message: 'no answer in time' }));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    send(op).subscribe({
      next: () => resolve(),
      error(cause) {
        const error = parleyErrorOf(cause);
        if (REFUSALS.has(error.code)) reject(error);
        else resolve();
      },
    });
  });
}

/** What a read outlives by waiting: no way to the server, and having asked it for too much at once. */
const WAITED_OUT = new Set<string>(['NETWORK', 'RATE_LIMITED']);

/** One call or subscription on its way over whatever wires there are in its time. */
class RoamingCall {
  #op: Operation;
  readonly #sink: Sink;
  readonly #source: WireSource;
  readonly #patience: Patience;
  #wire: Wire | null = null;
  #running: Unsubscribable | null = null;
  #stopWatching: (() => void) | null = null;
  /** Between a failure and the next try. */
  #pause: AbortController | null = null;
  #failures = 0;
  /** Of the last event. */
  #seq = 0;
  #stopped = false;

  constructor(op: Operation, sink: Sink, source: WireSource, patience: Patience) {
    this.#op = op;
    this.#sink = sink;
    this.#source = source;
    this.#patience = patience;
  }

  start(): void {
    this.#stopWatching = this.#source.subscribe(() => this.#follow());
    this.#op.signal?.addEventListener('abort', this.#abort, { once: true });
    this.#source.want();
    this.#follow();
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stopWatching?.();
    this.#pause?.abort();
    this.#op.signal?.removeEventListener('abort', this.#abort);
    // A link says `complete` when it is left; from here on nothing that a wire says counts.
    this.#wire = null;
    this.#running?.unsubscribe();
  }

  /** Runs on the wire of the moment: a call that is on its way stays there, a subscription moves. */
  #follow(): void {
    if (this.#stopped) return;
    const failure = this.#source.failure();
    if (failure) return this.#fail(TRPCClientError.from(failure));
    if (this.#pause) return;
    const wire = this.#source.wire();
    if (wire === null || wire === this.#wire) return;
    if (this.#running && this.#op.type !== 'subscription') return;
    this.#wire = wire;
    this.#running?.unsubscribe();
    // The wire may answer at once, before `subscribe` has returned.
    this.#running = null;
    const running = wire.send(this.#op).subscribe({
      next: (envelope) => this.#wire === wire && this.#next(envelope),
      error: (error) => this.#wire === wire && this.#error(error),
      complete: () => this.#wire === wire && this.#complete(),
    });
    if (this.#stopped || this.#wire !== wire) running.unsubscribe();
    else this.#running = running;
  }

  #next(envelope: OperationResultEnvelope<unknown, TRPCClientError<AppRouter>>): void {
    const { result } = envelope;
    if (result.type === 'state') return;
    if ('id' in result && typeof result.id === 'string') {
      this.#failures = 0;
      if (!this.#isNews(result.id)) return;
      // Kept before anyone hears of the event: whatever a listener does, no later wire repeats it.
      const input = typeof this.#op.input === 'object' ? this.#op.input : null;
      this.#op = { ...this.#op, input: { ...input, lastEventId: result.id } };
    }
    this.#sink.next(envelope);
  }

  /**
   * When two sockets in a row hand over before the first of them has caught up, tRPC's client forgets what it has had from
   * the one before, and passes it on again. Seqs only grow, but for a reset, which has seq 0 and begins anew.
   */
  #isNews(cursor: string): boolean {
    const seq = seqOf(cursor);
    if (seq > 0 && seq <= this.#seq) return false;
    this.#seq = seq;
    return true;
  }

  /** Mutations are not repeated here: whoever made one knows whether it may run twice. */
  #error(cause: TRPCClientError<AppRouter>): void {
    const error = parleyErrorOf(cause);
    const again =
      this.#op.type === 'subscription' ? error.retry : this.#op.type === 'query' && WAITED_OUT.has(error.code);
    if (!again || this.#source.failure()) return this.#fail(cause);
    this.#running = null;
    const pause = new AbortController();
    this.#pause = pause;
    void beforeRetry(error, this.#failures++, this.#patience, pause.signal).then(() => {
      this.#pause = null;
      this.#wire = null;
      this.#follow();
    });
  }

  #complete(): void {
    // A wire that is closed because there is a better one, or none, says `complete` too; that is not the stream's end.
    if (this.#op.type === 'subscription' && this.#source.wire() !== this.#wire) {
      this.#wire = null;
      this.#running = null;
      return this.#follow();
    }
    this.stop();
    this.#sink.complete();
  }

  #fail(error: TRPCClientError<AppRouter>): void {
    this.stop();
    this.#sink.error(error);
  }

  readonly #abort = () => {
    this.#fail(TRPCClientError.from(new ParleyError('CLOSED', { message: 'aborted' })));
  };
}
