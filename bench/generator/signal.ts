import { setTimeout as pause } from 'node:timers/promises';
import type { Findings, Scenario } from '../messages.ts';
import { callId, conversationId } from '../names.ts';
import { CALL_EVENTS, type Client, type Who } from './client.ts';
import type { Clients } from './clients.ts';
import { percentiles } from './latencies.ts';
import { mark } from './run-channel.ts';
import * as parley from './parley.ts';

type Signal = Extract<Scenario, { kind: 'signal' }>;

/** Of a call that has just been accepted. */
const GENERATION = 0;

/** In each call `window` signals go to and fro between the two legs: who gets one sends one. */
export async function signal(clients: Clients, { calls, window, warmMs, measureMs }: Signal): Promise<Findings> {
  const tally = new Tally();
  const begin: (() => void)[] = [];
  for (let n = 0; n < calls; n += 1) {
    const sentAt: number[] = [];
    const answer = (client: Client): void => {
      tally.arrived();
      if (client.who.kind === 'visitor') tally.returned(sentAt.shift());
      if (!tally.isOver) say(client);
    };
    const say = (client: Client): void => {
      if (client.who.kind === 'visitor') sentAt.push(performance.now());
      clients.signal(client, n);
    };
    const visitor = await pair(clients, n, answer);
    begin.push(() => say(visitor));
  }
  for (let w = 0; w < window; w += 1) for (const one of begin) one();
  await pause(warmMs);
  await mark('start');
  tally.begin();
  await pause(measureMs);
  const seconds = tally.end();
  await mark('stop');
  if (tally.signals === 0) clients.failed('no signal arrived');
  return { fault: clients.fault, seconds, signals: tally.signals, roundTripMs: percentiles(tally.roundTripMs) };
}

class Tally {
  #since = Number.POSITIVE_INFINITY;
  isOver = false;
  signals = 0;
  readonly roundTripMs: number[] = [];

  begin(): void {
    this.#since = performance.now();
  }

  /** @returns the seconds since `begin`. */
  end(): number {
    this.isOver = true;
    return (performance.now() - this.#since) / 1_000;
  }

  arrived(): void {
    if (!this.isOver && performance.now() >= this.#since) this.signals += 1;
  }

  /** The answer to what was sent then. */
  returned(sentAt = Number.NaN): void {
    if (!this.isOver && sentAt >= this.#since) this.roundTripMs.push(performance.now() - sentAt);
  }
}

/** A visitor and an operator in a call of their own. @returns the visitor. */
async function pair(clients: Clients, n: number, onSignal: (client: Client) => void): Promise<Client> {
  const visitor = new Leg(clients, { kind: 'visitor', n }, onSignal);
  const operator = new Leg(clients, { kind: 'operator', n }, onSignal);
  await Promise.all([visitor.ready.promise, operator.ready.promise]);
  if (clients.wire !== 'parley') {
    // The peers' call is a room.
    await Promise.all([visitor, operator].map((leg) => leg.join(() => clients.protocol.join(leg.client, n))));
    return visitor.client;
  }
  const call = { callId: callId(n) };
  await visitor.ask('call.start', { ...call, conversationId: conversationId(n), media: 'audio' });
  await visitor.join(() => parley.subscribe(visitor.client, CALL_EVENTS, 'call.events', call));
  await operator.ask('call.accept', call);
  await operator.join(() => parley.subscribe(operator.client, CALL_EVENTS, 'call.events', call));
  // Or it would end by itself, as a call whose media do not come.
  const media = { kind: 'media', state: 'connected', gen: GENERATION };
  for (const leg of [visitor, operator])
    await leg.ask('call.signal', { ...call, signalId: clients.signalId(), signal: media });
  return visitor.client;
}

/** One side of a call, step by step. */
class Leg {
  readonly client: Client;
  readonly ready = Promise.withResolvers<void>();
  readonly #clients: Clients;
  readonly #joined = Promise.withResolvers<void>();
  readonly #waiting = new Map<number, () => void>();

  constructor(clients: Clients, who: Who, onSignal: (client: Client) => void) {
    this.#clients = clients;
    this.client = clients.connect(who, {
      ready: () => this.ready.resolve(),
      joined: () => this.#joined.resolve(),
      signal: onSignal,
      ack: (_client, request, refused) => {
        if (refused !== null) clients.failed(refused);
        this.#waiting.get(request)?.();
        this.#waiting.delete(request);
      },
    });
  }

  join(send: () => void): Promise<void> {
    send();
    return this.#joined.promise;
  }

  ask(path: string, input: object): Promise<void> {
    return new Promise((resolve) => {
      const request = this.#clients.nextRequest();
      this.#waiting.set(request, resolve);
      parley.mutate(this.client, request, path, JSON.stringify(input));
    });
  }
}
