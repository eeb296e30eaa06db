import type { Assignment, Wire } from '../messages.ts';
import { signalId } from '../names.ts';
import { FIRST_SEND, type Client, type Listener, type Protocol, type Who } from './client.ts';
import { LeanSocket } from './lean-socket.ts';
import { parley } from './parley.ts';
import { raw } from './raw.ts';
import { socketIo } from './socket-io.ts';

const PROTOCOLS: Record<Exclude<Wire, 'none'>, Protocol> = { parley, raw, 'socket.io': socketIo };

/** Opens connections and remembers what went wrong first. */
export class Clients {
  readonly wire: keyof typeof PROTOCOLS;
  readonly protocol: Protocol;
  readonly #assignment: Assignment;
  readonly #open = new Set<Client>();
  #count = 0;
  #request = FIRST_SEND;
  #signals = 0;
  fault: string | null = null;
  readonly #lost = Promise.withResolvers<never>();
  /** Rejects when a connection is lost: the rest would wait for it. */
  readonly lost = this.#lost.promise;

  constructor(assignment: Assignment, wire: keyof typeof PROTOCOLS) {
    this.#assignment = assignment;
    this.wire = wire;
    this.protocol = PROTOCOLS[wire];
  }

  failed(why: string): void {
    this.fault ??= why.slice(0, 300);
  }

  /** @param past what a client that was cut remembers. */
  connect(who: Who, listener: Partial<Listener>, past: Client | null = null): Client {
    const { ports } = this.#assignment;
    const n = (this.#count += 1);
    const port = ports[n % ports.length] ?? 0;
    const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
    const socket = new LeanSocket(port, this.protocol.path, address);
    const session = this.#assignment.recovers ? (past?.session ?? null) : null;
    const client: Client = { socket, who, cursor: past?.cursor ?? null, session, recovered: false, joins: 0 };
    const whole: Listener = {
      ready: () => undefined,
      joined: () => undefined,
      ack: (_client, _request, refused) => void (refused !== null && this.failed(refused)),
      event: () => undefined,
      signal: () => undefined,
      ...listener,
    };
    socket.onOpen = () => this.protocol.opened(client, whole);
    socket.onText = (text) => this.protocol.received(client, text, whole);
    socket.onLost = (why) => this.#lost.reject(new Error(`connection lost: ${why}`));
    this.#open.add(client);
    return client;
  }

  nextRequest(): number {
    return (this.#request += 1);
  }

  signalId(): string {
    return signalId((this.#signals += 1));
  }

  /** To the other leg of call number `call`. */
  signal(client: Client, call: number): void {
    this.protocol.signal(client, this.nextRequest(), call, this.signalId());
  }

  /** Sends message `index` into a conversation; returns the request's number. */
  send(client: Client, conversation: number, index: number): number {
    const request = this.nextRequest();
    this.protocol.send(client, request, conversation, index);
    return request;
  }

  cut(client: Client): void {
    this.#open.delete(client);
    client.socket.cut();
  }

  cutAll(): void {
    for (const client of this.#open) this.cut(client);
  }
}

/** Runs `start` for 0 … n-1, at most `atOnce` under way; `done` of each starts the next. */
export function inTurns(n: number, atOnce: number, start: (i: number, done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let next = 0;
    let finished = 0;
    const one = (): void => {
      if (next >= n) return;
      const i = next;
      next += 1;
      let isDone = false;
      start(i, () => {
        if (isDone) return;
        isDone = true;
        finished += 1;
        if (finished === n) resolve();
        else one();
      });
    };
    for (let i = 0; i < atOnce; i += 1) one();
  });
}
