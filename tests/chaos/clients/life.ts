import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { holdCall } from './call.ts';
import type { Device } from './leg.ts';
import { ASIDES } from './side-call.ts';
import type { Journal } from './journal.ts';
import type { Population, Scene } from './population.ts';
import type { Speaker } from './speaker.ts';
import type { Watcher } from './watcher.ts';

export interface Pace {
  messagesPerSecond: number;
  /** Between two of them, on the average, in this process. */
  repeatMs: number;
  reloadMs: number;
  callMs: number;
}

/** Of all calls: so many end with closed pages. */
const LEFT = 0.15;
/** Beside so many calls the two operators have one of their own. */
const ASIDE = 0.5;

/** What the people of a shard do all day, until they are told to stop. What is under way then is brought to its end. */
export class Life {
  readonly #journal: Journal;
  readonly #population: Population;
  readonly #random: Random;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #inCall = new Set<string>();
  readonly #loops: Promise<void>[];
  readonly unsettledCalls: string[] = [];
  calls = 0;

  constructor(journal: Journal, population: Population, random: Random, pace: Pace) {
    this.#journal = journal;
    this.#population = population;
    this.#random = random;
    this.#loops = [
      this.#every(1_000 / pace.messagesPerSecond, () => this.#speak()),
      this.#every(pace.repeatMs, () => this.#keep(this.#repeat())),
      this.#every(pace.reloadMs, () => this.#keep(this.#reload())),
      this.#every(pace.callMs, () => this.#keep(this.#call())),
    ];
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
    await Promise.all(this.#underWay);
  }

  /** As people do: often soon, sometimes late. */
  async #every(meanMs: number, act: () => void): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await pause(-Math.log(1 - this.#random.next()) * meanMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) act();
    }
  }

  #keep(work: Promise<unknown>): void {
    const done = work
      .catch((cause: unknown) =>
        this.#journal.problem(
          `the harness: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
        ),
      )
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  #speaker(): Speaker {
    const { visitor, desk } = this.#random.pick(this.#population.scenes);
    return desk !== null && this.#random.next() < 0.5 ? desk.speaker : visitor;
  }

  #speak(): void {
    const speaker = this.#speaker();
    speaker.say(`${speaker.name} at ${this.#journal.now()}: ${'so it goes '.repeat(this.#random.between(1, 12))}`);
  }

  #repeat(): Promise<void> {
    return this.#speaker().repeat(this.#random.between(0, 1_000), this.#random.pick(['http', 'socket']));
  }

  async #reload(): Promise<void> {
    const someone: Speaker | Watcher =
      this.#random.next() < 0.5 && this.#population.watchers.length > 0
        ? this.#random.pick(this.#population.watchers).watcher
        : this.#speaker();
    if (someone.client === null || this.#inCall.has(someone.name)) return;
    await someone.close();
    await pause(this.#random.between(50, 3_000));
    await someone.open();
  }

  async #call(): Promise<void> {
    const scene = this.#random.pick(this.#population.scenes);
    const visitor = this.#deviceOf(scene.visitor);
    const operators = this.#operatorsOf(scene);
    if (visitor === null || operators === null) return;
    const busy = [visitor.name, ...operators.flatMap(({ device, account }) => [device.name, account])];
    for (const name of busy) this.#inCall.add(name);
    this.calls += 1;
    const outcome = await holdCall(this.#journal, {
      conversationId: scene.visitor.conversationId,
      visitor,
      operators: [operators[0].device, operators[1].device],
      talkMs: this.#random.between(500, 4_000),
      aside: this.#random.next() < ASIDE ? this.#random.pick(ASIDES) : null,
      ends: this.#random.next() < LEFT ? 'nobody' : this.#random.pick(['visitor', 'operator']),
    });
    for (const name of busy) this.#inCall.delete(name);
    if (outcome?.settled === false) this.unsettledCalls.push(outcome.callId);
  }

  /** Two of the project who are in no call: an operator has one at a time, on whichever device. */
  #operatorsOf({ project }: Scene): [Candidate, Candidate] | null {
    const { scenes, watchers } = this.#population;
    const desks = scenes.flatMap(({ project: of, desk }) =>
      of === project && desk !== null ? [{ person: desk.speaker, account: `${project}.${desk.account}` }] : [],
    );
    const others = watchers.flatMap(({ project: of, watcher, account }) =>
      of === project ? [{ person: watcher, account: `${project}.${account}` }] : [],
    );
    const found: Candidate[] = [];
    for (const { person, account } of this.#random.shuffled<{ person: Speaker | Watcher; account: string }>([
      ...desks,
      ...others,
    ])) {
      const device = this.#deviceOf(person);
      if (device === null || this.#inCall.has(account) || found.some((other) => other.account === account)) continue;
      found.push({ device, account });
    }
    const [first, second] = found;
    return first === undefined || second === undefined ? null : [first, second];
  }

  #deviceOf({ name, deviceId, client }: Speaker | Watcher): Device | null {
    return client === null || this.#inCall.has(name) ? null : { name, deviceId, client };
  }
}

interface Candidate {
  device: Device;
  account: string;
}
