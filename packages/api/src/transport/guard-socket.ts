import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Bucket } from '../access/buckets.ts';
import type { Limits } from '../access/limits.ts';
import { CLOSE_CODES, LIMITS, type CloseCode } from '../contract/wire.ts';
import { corkForThisTurn } from './cork.ts';
import { errorFrame, judgeFrame, readAnswer, readHello, type CallId, type Message } from './frame.ts';
import type { DirectCall } from '../event-log/live-frames.ts';
import { handOver } from './hand-over.ts';

/** A client that keeps sending what is not the protocol is not one of ours. */
const MAX_MALFORMED = 10;
/** Below this a slow reader has caught up enough for the next events. */
const RESUME_BYTES = LIMITS.bufferBytes / 4;
/** After our close frame the peer has this long to answer. */
const CLOSE_WAIT_MS = 2_000;

/**
 * The socket class that `ws` makes (its `WebSocket` option): every frame passes here before tRPC's adapter, the
 * one consumer, sees it, and every answer on its way out. So limits hold for what is malformed, too, and nothing
 * else listens for messages (TR2).
 *
 *   ws receiver ─► emit('message') ─ judge ─► adapter        adapter ─► send() ─ free the call's place ─► ws sender
 */
export class GuardSocket extends WebSocket {
  readonly #calls = new Set<CallId>();
  readonly #subscriptions = new Set<CallId>();
  #greeted = false;
  #malformed = 0;
  #refused = 0;
  #draining: Promise<void> | null = null;
  #tcp: Socket | null = null;
  #helloTimer: NodeJS.Timeout | null = null;
  /** Subscriptions that the adapter has handed over, and what ends them; most sockets have one or two. */
  #taken: Map<CallId, () => void> | null = null;
  #subscriptionLimit: number = LIMITS.visitorSubscriptions;
  #limits: Limits | null = null;
  /** What it may say, since it has said who it is; and how often it may say more. */
  #says: Bucket | null = null;
  #ignoredHints: Bucket | null = null;

  /** Called once, before the adapter gets the socket. */
  guard(tcp: Socket, limits: Limits): void {
    this.#tcp = tcp;
    this.#limits = limits;
    this.#helloTimer = setTimeout(() => this.refuse('helloTimeout', 'no hello'), LIMITS.helloMs);
    // Without a listener an error on a socket ends the process; the adapter's own comes later.
    this.on('error', () => undefined);
    this.once('close', () => {
      this.#clearHello();
      for (const over of this.#taken?.values() ?? []) over();
    });
  }

  /** Calls that have not been answered. */
  get inFlight(): number {
    return this.#calls.size;
  }

  /** Has it said who it is? */
  get greeted(): boolean {
    return this.#greeted;
  }

  /** Messages that were turned away here and are in no other line of the log. */
  get refused(): number {
    return this.#refused;
  }

  /** Closes with a code of ours; a peer that does not answer is cut. */
  refuse(code: keyof typeof CLOSE_CODES, reason: string): void {
    const number: CloseCode = CLOSE_CODES[code];
    this.close(number, reason);
    const timer = setTimeout(() => this.terminate(), CLOSE_WAIT_MS);
    this.once('close', () => clearTimeout(timer));
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event !== 'message') return super.emit(event, ...args);
    const [data, isBinary] = args;
    if (this.readyState !== WebSocket.OPEN || !Buffer.isBuffer(data)) return false;
    if (isBinary === true) {
      this.close(1003, 'text only');
      return false;
    }
    return this.#receive(data);
  }

  #receive(data: Buffer): boolean {
    const text = data.toString('utf8');
    if (!this.#greeted && text !== 'PING' && text !== 'PONG') return this.#greet(data, text);
    if (text === 'PING' || text === 'PONG') return this.#wait() === 0 && super.emit('message', data, false);
    const verdict = judgeFrame(text, {
      calls: this.#calls,
      subscriptions: this.#subscriptions,
      subscriptionLimit: this.#subscriptionLimit,
    });
    if (verdict.kind === 'malformed') {
      this.#malformed += 1;
      this.#refused += 1;
      this.#wait();
      if (this.#malformed >= MAX_MALFORMED) this.refuse('badHello', 'INVALID_INPUT');
      else this.#deliver(errorFrame(null, 'INVALID_INPUT'));
      return false;
    }
    this.#refused += verdict.refuse.length;
    // What is refused costs a little as well.
    if (verdict.refuse.length > 0) this.#wait();
    for (const { id, code } of verdict.refuse) this.#deliver(errorFrame(id, code));
    let passed = false;
    for (const message of verdict.pass) {
      if (this.#refuseTooFast(message)) continue;
      passed = true;
      const { id, method } = message;
      if (method === 'subscription.stop' && this.#stop(id)) continue;
      if (method === 'subscription') this.#subscriptions.add(id);
      else if (method !== 'subscription.stop') this.#calls.add(id);
      handOver(message, (frame) => super.emit('message', frame, false));
    }
    return passed;
  }

  /** A stop is always taken: it makes less of what is to be done. */
  #refuseTooFast({ id, method }: Message): boolean {
    const wait = this.#wait();
    if (wait === 0 || method === 'subscription.stop') return false;
    this.#refused += 1;
    this.#deliver(errorFrame(id, 'RATE_LIMITED', wait));
    return true;
  }

  /** Counts one thing that was said. @returns 0, or in how many ms it may be said; who never waits is cut. */
  #wait(): number {
    if (this.#limits === null) return 0;
    this.#says ??= this.#limits.bucket('visitorSays');
    const now = this.#limits.now();
    const wait = this.#says.take(now);
    if (wait === 0) return 0;
    this.#ignoredHints ??= this.#limits.bucket('ignoredHints');
    if (this.#ignoredHints.take(now) > 0 && this.readyState === WebSocket.OPEN)
      this.refuse('rateLimited', 'RATE_LIMITED');
    return wait;
  }

  #greet(data: Buffer, text: string): boolean {
    this.#clearHello();
    const claims = readHello(text);
    if (claims === null) {
      this.refuse('badHello', 'INVALID_INPUT');
      return false;
    }
    this.#greeted = true;
    // By the claim, for an operator comes back with all his subscriptions in the next frame, before he is known; a
    // false claim closes the socket.
    if ('sessionToken' in claims) {
      this.#subscriptionLimit = LIMITS.operatorSubscriptions;
      this.#says = this.#limits?.bucket('operatorSays') ?? null;
    }
    return super.emit('message', data, false);
  }

  override send(data: string | Buffer): void {
    if (typeof data === 'string') {
      const answer = readAnswer(data);
      if (answer !== null && !this.#calls.delete(answer.id) && answer.ends !== null) {
        // The adapter has handed it over: for the client it goes on.
        if (answer.ends === 'stopped' && this.#taken?.has(answer.id) === true) return;
        this.#subscriptions.delete(answer.id);
      }
    }
    this.#deliver(data);
  }

  /** The subscription that is being set up, for a reader that writes its frames itself. */
  direct(id: CallId): DirectCall {
    return {
      id: JSON.stringify(id),
      take: (over) => void (this.#taken ??= new Map()).set(id, over),
      fail: () => {
        this.#taken?.delete(id);
        this.send(errorFrame(id, 'INTERNAL'));
      },
      write: (frame) => this.write(frame),
    };
  }

  /** False for one that the adapter has. */
  #stop(id: CallId): boolean {
    const over = this.#taken?.get(id);
    if (over === undefined) return false;
    this.#taken?.delete(id);
    over();
    this.send(JSON.stringify({ id, result: { type: 'stopped' } }));
    return true;
  }

  /** An event's frame; false when too much is unsent: then the reader waits and reads on from the log (TR5). */
  write(frame: Buffer): boolean {
    if (this.readyState !== WebSocket.OPEN) return true;
    if (this.bufferedAmount > LIMITS.bufferBytes) return false;
    this.#deliver(frame);
    return true;
  }

  /** Whoever does not read is not read either, or the answers to his calls would pile up without bound (TR5). */
  #deliver(data: string | Buffer): void {
    if (this.#tcp !== null && this.readyState === WebSocket.OPEN) corkForThisTurn(this.#tcp);
    super.send(data, { binary: false });
    if (this.bufferedAmount <= LIMITS.bufferBytes || this.isPaused) return;
    this.pause();
    void this.writable().then(() => this.resume());
  }

  /**
   * Resolves when the peer takes more. A slow reader costs a bounded buffer: over the gate its events wait in
   * the log, and one that makes no progress is cut, not closed: a close frame would queue behind the backlog (TR5).
   */
  writable(): Promise<void> {
    if (this.bufferedAmount <= LIMITS.bufferBytes || this.readyState !== WebSocket.OPEN) return Promise.resolve();
    this.#draining ??= this.#drain().finally(() => (this.#draining = null));
    return this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.readyState === WebSocket.OPEN && this.bufferedAmount > RESUME_BYTES) {
      const before = this.bufferedAmount;
      const progressed = await this.#nextDrain();
      if (!progressed && this.bufferedAmount >= before) this.terminate();
    }
  }

  /** True after `drain` or `close`; false after `stallMs` of neither. */
  #nextDrain(): Promise<boolean> {
    const tcp = this.#tcp;
    return new Promise((resolve) => {
      const end = (progressed: boolean): void => {
        clearTimeout(timer);
        tcp?.off('drain', onDrain);
        tcp?.off('close', onDrain);
        resolve(progressed);
      };
      const onDrain = (): void => end(true);
      const timer = setTimeout(() => end(false), LIMITS.stallMs);
      tcp?.once('drain', onDrain);
      tcp?.once('close', onDrain);
    });
  }

  #clearHello(): void {
    if (this.#helloTimer !== null) clearTimeout(this.#helloTimer);
    this.#helloTimer = null;
  }
}
