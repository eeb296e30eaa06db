import { setTimeout as pause } from 'node:timers/promises';
import type { Findings } from '../messages.ts';
import { PROJECTS, projectOf } from '../names.ts';
import type { Client } from './client.ts';
import { type Clients, inTurns } from './clients.ts';
import { percentiles } from './latencies.ts';
import { Ledger } from './ledger.ts';

/** What is still under way when the clock stops gets this long to arrive. */
const LAST_WORDS_MS = 10_000;
const POLL_MS = 50;
/** A reader that begins at the head has found it by then. */
const SETTLE_MS = 300;

/** A visitor for each conversation writes; he and his project's operator read. */
export class Talk {
  readonly #clients: Clients;
  readonly #conversations: number[];
  readonly #visitors = new Map<number, Client>();
  readonly #ledger = new Ledger();
  #stopping = false;
  #refills = false;

  constructor(clients: Clients, { first, count }: { first: number; count: number }) {
    this.#clients = clients;
    this.#conversations = Array.from({ length: count }, (_, i) => first + i);
  }

  async open(): Promise<void> {
    await this.#visit();
    await this.#watch();
    await pause(SETTLE_MS);
  }

  #visit(): Promise<void> {
    return inTurns(this.#conversations.length, 32, (i, done) => {
      const conversation = this.#conversations[i] ?? 0;
      const visitor = this.#clients.connect(
        { kind: 'visitor', n: conversation },
        {
          ready: (client) => this.#clients.protocol.join(client, conversation),
          joined: done,
          ack: (_client, request, refused) => {
            if (refused !== null) this.#clients.failed(refused);
            if (this.#ledger.acked(request) && this.#refills && !this.#stopping) this.#send(conversation);
          },
          event: (_client, index, seq) => void (index >= 0 && this.#ledger.delivered('visitor', index, seq)),
        },
      );
      this.#visitors.set(conversation, visitor);
    });
  }

  /** One operator of each project, reading all of its conversations. */
  #watch(): Promise<void> {
    return inTurns(PROJECTS, PROJECTS, (project, done) => {
      const own = this.#conversations.filter((n) => projectOf(n) === project);
      let joined = 0;
      this.#clients.connect(
        { kind: 'operator', n: project },
        {
          ready: (client) => {
            for (const n of own) this.#clients.protocol.join(client, n);
          },
          joined: () => void ((joined += 1) === own.length && done()),
          event: (_client, index, seq) => void (index >= 0 && this.#ledger.delivered('operator', index, seq)),
        },
      );
    });
  }

  #send(conversation: number): void {
    const visitor = this.#visitors.get(conversation);
    if (visitor === undefined) throw new Error('nobody there');
    const index = this.#ledger.sending(conversation);
    this.#ledger.sent(this.#clients.send(visitor, conversation, index), index);
  }

  /** Each visitor keeps `window` messages under way. */
  saturate(window: number): void {
    this.#refills = true;
    for (let n = 0; n < window; n += 1) for (const conversation of this.#conversations) this.#send(conversation);
  }

  /** Messages leave at random moments (Poisson), `rate` a second, whether or not answers are slow. */
  atRate(rate: number): void {
    let due = performance.now();
    const tick = (): void => {
      if (this.#stopping) return;
      const now = performance.now();
      while (due <= now) {
        this.#send(this.#conversations[Math.floor(Math.random() * this.#conversations.length)] ?? 0);
        due -= (Math.log(1 - Math.random()) * 1_000) / rate;
      }
      setTimeout(tick, Math.max(0, due - performance.now()));
    };
    tick();
  }

  begin(): void {
    this.#ledger.begin();
  }

  /** @returns the seconds since `begin`. */
  end(): number {
    return this.#ledger.end();
  }

  /** No more is written; all that was must arrive. */
  async finish(): Promise<Partial<Findings>> {
    this.#stopping = true;
    const ledger = this.#ledger;
    const until = performance.now() + LAST_WORDS_MS;
    while (performance.now() < until && (ledger.unanswered() > 0 || ledger.missing() > 0)) await pause(POLL_MS);
    if (ledger.unanswered() > 0) this.#clients.failed(`${ledger.unanswered()} messages without an answer`);
    if (ledger.missing() > 0) this.#clients.failed(`${ledger.missing()} messages were not delivered twice`);
    return {
      disorder: ledger.disorder,
      acks: ledger.acks,
      deliveries: ledger.deliveries,
      ackMs: percentiles(ledger.ackMs),
      deliveryMs: percentiles(ledger.deliveryMs),
    };
  }
}
