import { v7 as uuidv7 } from 'uuid';
import { WebSocket } from 'ws';
import { conversationId, projectKey, projectOf, TEXT, visitorToken } from '../../bench/names.ts';

/** How long one stays, and how often he writes; drawn anew each time. */
const STAY_MS = [3_000, 25_000] as const;
const WRITE_MS = [1_000, 10_000] as const;
/** One in so many stops reading, one in so many is cut without a close. */
const STALLS_EVERY = 10;
const CUT_EVERY = 3;
/** Arrivals per tick: 2,000 within a few seconds, and no storm. */
const ARRIVALS = 10;
const TICK_MS = 20;
/** Past the ids of the subscriptions. */
const FIRST_CALL = 100;

const between = ([low, high]: readonly [number, number]): number => low + Math.random() * (high - low);

/** Visitors who come, chat, stall and go; whoever goes makes room for the next. */
export class Crowd {
  readonly #url: string;
  readonly #size: number;
  readonly #free: number[];
  readonly #here = new Set<WebSocket>();
  #ticking: NodeJS.Timeout | undefined;
  #calls = 0;
  came = 0;
  acknowledged = 0;
  /** Refusals of the server: a crowd that is not let in tests nothing. */
  refused = 0;

  constructor(url: string, size: number) {
    this.#url = `${url.replace(/^http/, 'ws')}/trpc?connectionParams=1`;
    this.#size = size;
    this.#free = Array.from({ length: size }, (_, n) => n);
  }

  get size(): number {
    return this.#here.size;
  }

  start(): void {
    this.#ticking = setInterval(() => {
      for (let nth = 0; nth < ARRIVALS && this.#here.size < this.#size; nth += 1) this.#come();
    }, TICK_MS);
  }

  /** All go, in every way there is; resolves when the last has gone. */
  async leave(): Promise<void> {
    clearInterval(this.#ticking);
    const gone = [...this.#here].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#here) this.#go(socket);
    await Promise.all(gone);
  }

  #come(): void {
    const n = this.#free.shift();
    if (n === undefined) return;
    this.came += 1;
    // An address of his own, as a proxy would name it: thousands from one would be a flood.
    const from = `10.${(this.came >> 16) & 255}.${(this.came >> 8) & 255}.${this.came & 255}`;
    const socket = new WebSocket(this.#url, { headers: { 'x-forwarded-for': from }, perMessageDeflate: false });
    const timers: NodeJS.Timeout[] = [];
    this.#here.add(socket);
    socket.on('error', () => (this.refused += 1));
    socket.on('open', () => {
      this.#greet(socket, n);
      timers.push(setInterval(() => this.#write(socket, n), between(WRITE_MS)));
      timers.push(setTimeout(() => this.#go(socket), between(STAY_MS)));
      if (this.came % STALLS_EVERY === 0) timers.push(setTimeout(() => socket.pause(), between(WRITE_MS)));
    });
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text === 'PING') socket.send('PONG');
      else if (text.includes('"duplicate":false')) this.acknowledged += 1;
    });
    socket.on('close', () => {
      for (const timer of timers) clearTimeout(timer);
      this.#here.delete(socket);
      this.#free.push(n);
    });
  }

  #greet(socket: WebSocket, n: number): void {
    const data = { projectKey: projectKey(projectOf(n)), visitorToken: visitorToken(n) };
    socket.send(JSON.stringify({ method: 'connectionParams', data }));
    for (const [id, path] of ['conversation.events', 'presence.events'].entries()) {
      const input = { conversationId: conversationId(n), ...(id === 0 ? { lastEventId: 'now' } : {}) };
      socket.send(JSON.stringify({ id: id + 1, method: 'subscription', params: { path, input } }));
    }
  }

  #write(socket: WebSocket, n: number): void {
    this.#calls += 1;
    const input = { conversationId: conversationId(n), messageId: uuidv7(), text: TEXT };
    if (socket.readyState === WebSocket.OPEN)
      socket.send(
        JSON.stringify({ id: FIRST_CALL + this.#calls, method: 'mutation', params: { path: 'message.send', input } }),
      );
  }

  #go(socket: WebSocket): void {
    if (socket.isPaused || this.came % CUT_EVERY === 0) socket.terminate();
    else socket.close();
  }
}
