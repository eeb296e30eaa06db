import { deepEqual, equal, ok } from 'node:assert/strict';
import { pino } from 'pino';
import { describe, inject, test } from 'vitest';
import type { Bus, BusMessage } from '../../packages/api/src/event-log/bus/bus.ts';
import { localBus } from '../../packages/api/src/event-log/bus/local.ts';
import { NatsBus } from '../../packages/api/src/event-log/bus/nats.ts';
import { PostgresBus } from '../../packages/api/src/event-log/bus/postgres.ts';
import { createTestDatabase } from '../support/database.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const log = pino({ level: 'silent' });
const hint = (stream: number, seq: number): BusMessage => ({ kind: 'hint', stream, seq });

/** What one process hears, and how often it was told that it may have missed something. */
class Ear {
  readonly heard: BusMessage[] = [];
  gaps = 0;
  #look: () => void = () => undefined;

  readonly onMessage = (message: BusMessage): void => {
    this.heard.push(message);
    this.#look();
  };
  readonly onGap = (): void => {
    this.gaps += 1;
    this.#look();
  };

  /** One wait at a time. */
  until(fits: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (fits()) resolve();
      };
      this.#look();
    });
  }

  hears(stream: number, seq: number): Promise<void> {
    return this.until(() => this.heard.some((one) => one.kind === 'hint' && one.stream === stream && one.seq === seq));
  }
}

/** Buses of one installation, by way of a proxy where there is a link; `stranger` is another installation's. */
interface Engine extends AsyncDisposable {
  proxy: TcpProxy | null;
  bus(): Bus;
  stranger: Bus | null;
}

async function natsEngine(url: string): Promise<Engine> {
  const proxy = await TcpProxy.start(url);
  const at = proxy.url.replace('http:', 'nats:');
  return {
    proxy,
    bus: () => new NatsBus(at, 'one', log),
    stranger: new NatsBus(url, 'another', log),
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

async function postgresEngine(): Promise<Engine> {
  const [database, other] = [await createTestDatabase('server'), await createTestDatabase('server')];
  const url = new URL(database.env['DATABASE_URL'] ?? '');
  const proxy = await TcpProxy.start(url.href);
  url.host = new URL(proxy.url).host;
  return {
    proxy,
    bus: () => new PostgresBus(url.href, log),
    stranger: new PostgresBus(other.env['DATABASE_URL'] ?? '', log),
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
}

const nats = inject('natsUrl');
const engines: [string, () => Promise<Engine>][] = [
  [
    'local',
    () => {
      const bus = localBus();
      return Promise.resolve({
        proxy: null,
        bus: () => bus,
        stranger: null,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  ],
  ...(inject('postgresUrl') === null ? [] : [['postgres', postgresEngine] satisfies [string, () => Promise<Engine>]]),
  ...(nats === null ? [] : [['nats', () => natsEngine(nats)] satisfies [string, () => Promise<Engine>]]),
];

describe.each(engines)('the bus: %s', (name, start) => {
  test('[EL5] tells all processes of its installation, this one too, and nobody else', async () => {
    await using engine = await start();
    const [mine, theirs, strange] = [new Ear(), new Ear(), new Ear()];
    const bus = engine.bus();
    const other = name === 'local' ? bus : engine.bus();
    await bus.start(mine);
    if (other !== bus) await other.start(theirs);
    await engine.stranger?.start(strange);

    bus.publish({ kind: 'revoked', sessionId: 's' });
    bus.publish(hint(7, 42));
    engine.stranger?.publish(hint(8, 1));
    await mine.hears(7, 42);
    ok(mine.heard.some(({ kind }) => kind === 'revoked'));
    if (other !== bus) {
      await theirs.hears(7, 42);
      await strange.hears(8, 1);
      deepEqual(strange.heard, [hint(8, 1)], 'another installation hears its own alone');
      ok(!theirs.heard.some((one) => one.kind === 'hint' && one.stream === 8), 'and is not heard');
    }
    for (const each of [bus, other, engine.stranger]) await each?.close();
  });

  test.skipIf(name === 'local')('[EL5] a burst becomes the highest seq of each stream', async () => {
    await using engine = await start();
    const ear = new Ear();
    const bus = engine.bus();
    await bus.start(ear);
    for (let seq = 1; seq <= 1_000; seq += 1) for (const stream of [1, 2]) bus.publish(hint(stream, seq));
    await ear.hears(1, 1_000);
    await ear.hears(2, 1_000);
    equal(ear.heard.length, 2);
    await bus.close();
  });

  test.skipIf(name === 'local')(
    '[EL5] a lost link: publishing goes on, nothing is kept for later, and its return is a gap',
    async () => {
      await using engine = await start();
      const ear = new Ear();
      const bus = engine.bus();
      await bus.start(ear);
      bus.publish(hint(1, 1));
      await ear.hears(1, 1);
      const before = ear.gaps;
      engine.proxy?.cut();
      await ear.until(() => ear.gaps > before);
      // The return has been told, and what is said from here on goes through.
      bus.publish(hint(1, 2));
      await ear.hears(1, 2);
      await bus.close();
    },
  );

  test.skipIf(name === 'local')('[EL5] a stalled link costs one message a stream, however much is said', async () => {
    await using engine = await start();
    const ear = new Ear();
    const bus = engine.bus();
    await bus.start(ear);
    engine.proxy?.hold('up');
    const count = 20_000;
    for (let seq = 1; seq <= count; seq += 1) {
      bus.publish(hint(1, seq));
      // Time for the coalescer to send, were it not for the stall.
      if (seq % 1_000 === 0) await new Promise((resolve) => setTimeout(resolve, 6));
    }
    engine.proxy?.release();
    await ear.hears(1, count);
    ok(ear.heard.length <= 3, `${ear.heard.length} messages waited behind the stall`);
    await bus.close();
  });
});
