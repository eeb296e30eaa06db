/** A process of clients: `fork`ed by the run, told what to do by messages. */
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../random.ts';
import { DEFAULT_CONCURRENCY, eachOf } from './each-of.ts';
import { Journal } from './journal.ts';
import { Life } from './life.ts';
import { isToShard, type FromShard, type Shard } from './messages.ts';
import { populate, type Population } from './population.ts';
import type { Reader } from './reader.ts';
import type { Speaker } from './speaker.ts';

/** So that a run of two minutes sees what takes the product's own patience half a minute. */
const QUICK_TIMINGS = { keepAliveMs: 4_000, pongMs: 4_000, connectMs: 5_000, probeMs: 5_000 };
const PROGRESS_MS = 2_000;
const SETTLE_MS = 60_000;
const REACH_MS = 30_000;
const POLL_MS = 100;

const tell = (message: FromShard): void => void process.send?.(message);
// Nobody is left to end this process.
process.once('disconnect', () => process.exit(1));

class ClientProcess {
  readonly #journal: Journal;
  readonly #population: Population;
  readonly #life: Life;
  readonly #progress: NodeJS.Timeout;

  private constructor(journal: Journal, population: Population, life: Life) {
    this.#journal = journal;
    this.#population = population;
    this.#life = life;
    this.#progress = setInterval(() => {
      const { acknowledged, applied } = journal.counts;
      const unanswered = this.#speakers().reduce((sum, speaker) => sum + speaker.waiting, 0);
      tell({ kind: 'progress', acknowledged, unanswered, applied, calls: life.calls });
    }, PROGRESS_MS);
  }

  static async begin(shard: Shard): Promise<ClientProcess> {
    const journal = new Journal(shard.historyFile, shard.origin, (text) => tell({ kind: 'problem', text }));
    const random = new Random(shard.seed);
    const environment = shard.quick ? { timings: QUICK_TIMINGS } : {};
    const population = await populate(journal, shard, environment, random);
    const isLive = ({ isLive: is }: Reader): boolean => is;
    if (!(await until(REACH_MS, () => readersOf(population).every(isLive))))
      journal.problem('not all readers were served when the run began');
    const life = new Life(journal, population, random, {
      messagesPerSecond: shard.messagesPerSecond,
      repeatMs: 1_000,
      reloadMs: 3_000,
      callMs: 3_000,
    });
    return new ClientProcess(journal, population, life);
  }

  async settle(): Promise<void> {
    await this.#life.stop();
    await until(SETTLE_MS, () => this.#speakers().every((speaker) => speaker.isQuiet()));
    await eachOf(this.#speakers(), DEFAULT_CONCURRENCY, (speaker) => speaker.confirmOrphans());
    for (const { name, unanswered } of this.#speakers()) {
      if (unanswered > 0) this.#journal.problem(`${unanswered} messages of ${name} were never answered`);
    }
    tell({ kind: 'settled', unsettledCalls: this.#life.unsettledCalls });
  }

  async reach(heads: Record<string, number>): Promise<void> {
    const isBehind = ({ stream, at }: Reader): boolean => at < (heads[stream] ?? 0);
    await until(REACH_MS, () => !this.#readers().some(isBehind));
    const behind = this.#readers().filter(isBehind);
    const missing = behind.map(({ name, stream, at }) => `${name} stands at ${at} of ${heads[stream]} in ${stream}`);
    tell({ kind: 'reached', missing });
  }

  /** Nothing more is written down: whoever is still open at the end owes the whole stream. */
  async leave(): Promise<void> {
    clearInterval(this.#progress);
    await this.#journal.close();
    tell({ kind: 'left' });
    process.exit(0);
  }

  #speakers(): Speaker[] {
    return speakersOf(this.#population);
  }

  #readers(): Reader[] {
    return readersOf(this.#population);
  }
}

function speakersOf({ scenes }: Population): Speaker[] {
  return scenes.flatMap(({ visitor, desk }) => (desk === null ? [visitor] : [visitor, desk.speaker]));
}

function readersOf(population: Population): Reader[] {
  const threads = speakersOf(population).flatMap(({ reader }) => reader ?? []);
  return [...threads, ...population.watchers.flatMap(({ watcher }) => watcher.readers)];
}

async function until(ms: number, holds: () => boolean): Promise<boolean> {
  const end = Date.now() + ms;
  while (!holds() && Date.now() < end) await pause(POLL_MS);
  return holds();
}

let clients: ClientProcess | null = null;
async function take(message: unknown): Promise<void> {
  if (!isToShard(message)) return;
  switch (message.kind) {
    case 'begin':
      clients = await ClientProcess.begin(message.shard);
      return tell({ kind: 'ready' });
    case 'settle':
      return clients?.settle();
    case 'reach':
      return clients?.reach(message.heads);
    case 'leave':
      return clients?.leave();
  }
}
process.on('message', (message: unknown) => {
  take(message).catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
    process.exit(1);
  });
});
