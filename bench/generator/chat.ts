import { setTimeout as pause } from 'node:timers/promises';
import type { Findings, Scenario } from '../messages.ts';
import { PROJECTS, projectOf } from '../names.ts';
import type { Client } from './client.ts';
import { type Clients, inTurns } from './clients.ts';
import { percentiles } from './latencies.ts';
import { mark } from './run-channel.ts';

type Chat = Extract<Scenario, { kind: 'chat' }>;

/** What is still under way when the clock stops gets this long to arrive. */
const LAST_WORDS_MS = 10_000;
const POLL_MS = 50;

/** What was sent, and what came of it. */
class Ledger {
  readonly sentAt: number[] = [];
  readonly conversationOf: number[] = [];
  readonly indexOf = new Map<number, number>();
  readonly ackMs: number[] = [];
  readonly deliveryMs: number[] = [];
  readonly #lastSeq = new Map<string, number>();
  readonly #received = new Map<number, number>();
  measuringSince: number | null = null;
  disorder = 0;
  acks = 0;
  deliveries = 0;

  acked(request: number): number | null {
    const index = this.indexOf.get(request);
    if (index === undefined) return null;
    this.indexOf.delete(request);
    this.#count(index, this.ackMs, () => (this.acks += 1));
    return index;
  }

  /** Exactly once and in order, to each of the two readers. */
  delivered(reader: string, index: number, seq: number): void {
    const key = `${reader} ${this.conversationOf[index]}`;
    const last = this.#lastSeq.get(key);
    if (last !== undefined && seq !== last + 1) this.disorder += 1;
    this.#lastSeq.set(key, seq);
    this.#received.set(index, (this.#received.get(index) ?? 0) + 1);
    this.#count(index, this.deliveryMs, () => (this.deliveries += 1));
  }

  #count(index: number, latencies: number[], count: () => void): void {
    const sentAt = this.sentAt[index];
    if (this.measuringSince === null || sentAt === undefined) return;
    count();
    if (sentAt >= this.measuringSince) latencies.push(performance.now() - sentAt);
  }

  /** Messages that not both readers have got. */
  missing(): number {
    return this.sentAt.filter((_, index) => this.#received.get(index) !== 2).length;
  }
}

/**
 * A visitor for each conversation writes; he and his project's operator read. Saturated: each visitor keeps `window`
 * messages under way. At a rate: messages leave at random moments (Poisson), whether or not answers are slow.
 */
export async function chat(clients: Clients, scenario: Chat): Promise<Findings> {
  const ledger = new Ledger();
  let stopping = false;
  const send = (visitor: Client, conversation: number): void => {
    const index = ledger.sentAt.length;
    ledger.sentAt.push(performance.now());
    ledger.conversationOf.push(conversation);
    ledger.indexOf.set(clients.send(visitor, conversation, index), index);
  };
  const visitors: Client[] = [];
  await inTurns(scenario.conversations, 32, (i, done) => {
    const visitor = clients.connect(
      { kind: 'visitor', n: i },
      {
        ready: (client) => clients.protocol.join(client, i),
        joined: done,
        ack: (client, request, refused) => {
          if (refused !== null) clients.failed(refused);
          if (ledger.acked(request) !== null && scenario.rate === null && !stopping) send(client, i);
        },
        event: (_client, index, seq) => void (index >= 0 && ledger.delivered('visitor', index, seq)),
      },
    );
    visitors.push(visitor);
  });
  await watchers(clients, scenario.conversations, ledger);
  const { rate, window } = scenario;
  const sendAs = (i: number): void => send(visitors[i] ?? never(), i);
  if (rate !== null) atRandom(rate, sendAs, visitors.length, () => stopping);
  else for (let n = 0; n < window; n += 1) visitors.forEach((_, i) => sendAs(i));
  await pause(scenario.warmMs);
  await mark('start');
  const startedAt = performance.now();
  ledger.measuringSince = startedAt;
  await pause(scenario.measureMs);
  const seconds = (performance.now() - startedAt) / 1_000;
  ledger.measuringSince = null;
  await mark('stop');
  stopping = true;
  const until = performance.now() + LAST_WORDS_MS;
  while (performance.now() < until && (ledger.indexOf.size > 0 || ledger.missing() > 0)) await pause(POLL_MS);
  if (ledger.indexOf.size > 0) clients.failed(`${ledger.indexOf.size} messages without an answer`);
  if (ledger.missing() > 0) clients.failed(`${ledger.missing()} messages were not delivered twice`);
  clients.cutAll();
  return {
    fault: clients.fault,
    seconds,
    disorder: ledger.disorder,
    acks: ledger.acks,
    deliveries: ledger.deliveries,
    ackMs: percentiles(ledger.ackMs),
    deliveryMs: percentiles(ledger.deliveryMs),
  };
}

/** One operator of each project, reading all of its conversations. */
async function watchers(clients: Clients, conversations: number, ledger: Ledger): Promise<void> {
  await inTurns(PROJECTS, PROJECTS, (project, done) => {
    const own = Array.from({ length: conversations }, (_, i) => i).filter((i) => projectOf(i) === project);
    let joined = 0;
    clients.connect(
      { kind: 'operator', project },
      {
        ready: (client) => {
          for (const i of own) clients.protocol.join(client, i);
        },
        joined: () => void ((joined += 1) === own.length && done()),
        event: (_client, index, seq) => void (index >= 0 && ledger.delivered('operator', index, seq)),
      },
    );
  });
}

/** Calls `send` with random senders at random moments, `rate` times a second. */
function atRandom(rate: number, send: (i: number) => void, senders: number, isOver: () => boolean): void {
  let due = performance.now();
  const tick = (): void => {
    if (isOver()) return;
    const now = performance.now();
    while (due <= now) {
      send(Math.floor(Math.random() * senders));
      due -= (Math.log(1 - Math.random()) * 1_000) / rate;
    }
    setTimeout(tick, Math.max(0, due - performance.now()));
  };
  tick();
}

function never(): never {
  throw new Error('unreachable');
}
