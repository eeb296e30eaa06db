import { v7 as uuidv7 } from 'uuid';
import { WebSocket } from 'ws';
import { conversationId, projectKey, projectOf, TEXT, visitorToken } from '../../bench/names.ts';

/** How long one stays, and how often he writes; drawn anew each time. */
const STAY_MS = [10_000, 120_000] as const;
const WRITE_MS = [2_000, 20_000] as const;
/** One in so many stops reading, one in so many is cut without a close. */
const STALLS_EVERY = 10;
const CUT_EVERY = 3;
/** So many may be at the door at once: past a listener's backlog the kernel drops them, unseen by us. */
const AT_THE_DOOR = 100;
const TICK_MS = 20;
/** Some are always just coming. */
const FULL_SHARE = 0.9;
/** Past the ids of the subscriptions. */
const FIRST_CALL = 100;

const between = ([low, high]: readonly [number, number]): number => low + Math.random() * (high - low);

/** Visitors who come, chat, stall and go; whoever goes makes room for the next. */
export class Crowd {
  readonly #url: string;
  readonly #size: number;
  readonly #free: number[];
  readonly #here = new Set<WebSocket>();
  readonly #inside = new Set<WebSocket>();
  readonly #going = new WeakSet<WebSocket>();
  #onEntry: () => void = () => undefined;
  #ticking: NodeJS.Timeout | undefined;
  #calls = 0;
  #gone = 0;
  came = 0;
  acknowledged = 0;
  /** Those who did not get in or were put out, and why: a crowd that stays outside tests nothing. */
  readonly refused = new Map<string, number>();

  constructor(url: string, size: number) {
    this.#url = `${url.replace(/^http/, 'ws')}/trpc?connectionParams=1`;
    this.#size = size;
    this.#free = Array.from({ length: size }, (_, n) => n);
  }

  get size(): number {
    return this.#inside.size;
  }

  /** Resolves when the house is full for the first time since. */
  start(): Promise<void> {
    this.#ticking = setInterval(() => {
      while (this.#here.size < this.#size && this.#here.size - this.#inside.size < AT_THE_DOOR) this.#come();
    }, TICK_MS);
    return new Promise((resolve) => {
      this.#onEntry = () => {
        if (this.size >= this.#size * FULL_SHARE) resolve();
      };
    });
  }

  /** All go, in every way there is; resolves when the last has gone. */
  async leave(): Promise<void> {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    const gone = [...this.#here].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#here) this.#go(socket);
    await Promise.all(gone);
  }

  #come(): void {
    const n = this.#free.shift();
    if (n === undefined) throw new Error('more visitors than conversations');
    this.came += 1;
    // An address of his own, as a proxy would name it: thousands from one would be a flood.
    const from = `10.${(this.came >> 16) & 255}.${(this.came >> 8) & 255}.${this.came & 255}`;
    const socket = new WebSocket(this.#url, { headers: { 'x-forwarded-for': from }, perMessageDeflate: false });
    const timers: NodeJS.Timeout[] = [];
    this.#here.add(socket);
    // Whoever is still outside when all go is nobody's refusal.
    socket.on('error', ({ message }) => {
      if (this.#ticking !== undefined && !this.#inside.has(socket)) this.#count(message);
    });
    socket.on('open', () => {
      this.#inside.add(socket);
      this.#onEntry();
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
    socket.on('close', (code) => {
      if (this.#inside.has(socket) && !this.#going.has(socket)) this.#count(`closed with ${code}`);
      for (const timer of timers) clearTimeout(timer);
      this.#here.delete(socket);
      this.#inside.delete(socket);
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

  #count(why: string): void {
    this.refused.set(why, (this.refused.get(why) ?? 0) + 1);
  }

  #go(socket: WebSocket): void {
    this.#going.add(socket);
    this.#gone += 1;
    if (socket.isPaused || this.#gone % CUT_EVERY === 0) socket.terminate();
    else socket.close();
  }
}
