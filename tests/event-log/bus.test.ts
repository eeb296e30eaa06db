import { deepEqual, ok } from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'vitest';
import type { BusMessage } from '../../packages/api/src/event-log/bus/bus.ts';
import { Ear } from './bus-ear.ts';
import { busEngines, refuseLogin, startRefusing, type BusEngine } from './bus-engines.ts';

/** A link that dies without a word is noticed by probes, seconds apart. */
const SILENCE_MS = 60_000;
/** More than the ten that the NATS client would make by itself. */
const ATTEMPTS = 12;
/** More than the buffers of a stalled link take, were each hint sent. */
const STALLED_HINTS = 20_000;
/** The coalescer's pause is over in less. */
const COALESCED_MS = 6;
const ANSWER = 8;

const who = { kind: 'operator', id: 'o', name: 'Anna', projectId: 'p' } as const;
/** One of each kind: a new one does not compile until it stands here. */
const KINDS: { [K in BusMessage['kind']]: BusMessage & { kind: K } } = {
  hint: { kind: 'hint', stream: 7, seq: 42 },
  revoked: { kind: 'revoked', sessionId: 's' },
  rights: { kind: 'rights', operatorId: 'o', rights: 3 },
  visitorGone: { kind: 'visitorGone', visitorId: 'v' },
  conversationGone: { kind: 'conversationGone', conversationId: 'c' },
  present: { kind: 'present', node: 'n', who, here: true },
  left: { kind: 'left', node: 'n' },
  typing: {
    kind: 'typing',
    node: 'n',
    typing: { conversationId: 'c', projectId: 'p', who: { kind: 'visitor', id: 'v' }, typing: true },
  },
  looking: {
    kind: 'looking',
    node: 'n',
    looking: { conversationId: 'c', who: { kind: 'operator', id: 'o', name: 'Anna' }, deviceId: 'd', looking: true },
  },
};
const hint = (seq: number, stream = KINDS.hint.stream): BusMessage => ({ kind: 'hint', stream, seq });

/** In some order: none is promised. */
const sorted = (messages: readonly BusMessage[]): string[] => messages.map((each) => JSON.stringify(each)).toSorted();

/** Two processes of one installation. */
async function withTwo(
  start: () => Promise<BusEngine>,
  run: (engine: BusEngine, mine: Ear, other: Ear) => Promise<void>,
): Promise<void> {
  await using engine = await start();
  await using mine = await Ear.on(engine.bus());
  await using other = await Ear.on(engine.bus());
  await run(engine, mine, other);
}

describe.each(busEngines())('the contract of a bus, kept by %s', (_name, start) => {
  test('every kind of message reaches the others as it was said, and not oneself', () =>
    withTwo(start, async ({ wire }, mine, other) => {
      const said = Object.values(KINDS);
      for (const message of said) mine.bus.publish(message);
      // In one process there are no others.
      if (wire !== null) {
        await other.count(said.length);
        deepEqual(sorted(other.heard), sorted(said));
        // What comes back has taken the way of all that was said before it.
        other.bus.publish(hint(1, ANSWER));
        await mine.hears(hint(1, ANSWER));
      }
      deepEqual(mine.heard, wire === null ? [] : [hint(1, ANSWER)]);
    }));

  test('what was said last is heard, though the bus is closed at once', () =>
    withTwo(start, async ({ wire }, mine, other) => {
      mine.bus.publish(KINDS.left);
      await mine.bus.close();
      if (wire !== null) await other.hears(KINDS.left);
    }));
});

const linked = busEngines().filter(([name]) => name !== 'local');

describe.each(linked)('a bus with a link: %s', (_name, start) => {
  test('what is no message of ours is passed over, its neighbours in the packet are not', async () => {
    await using engine = await start();
    await using ear = await Ear.on(engine.bus());
    const strange = ['no json', '{"kind":"hint","stream":"7"}', '{"kind":"rumour","of":"a newer node"}', 'null', ''];
    await engine.wire?.say([...strange, JSON.stringify(hint(1))].join('\n'));
    await ear.hears(hint(1));
    deepEqual(ear.heard, [hint(1)]);
  });

  test('another installation hears its own alone, and is not heard', () =>
    withTwo(start, async ({ wire }, mine, other) => {
      if (wire === null) throw new Error('a bus without a link');
      await using stranger = await Ear.on(await wire.stranger());
      stranger.bus.publish(hint(1));
      mine.bus.publish(hint(2));
      await other.hears(hint(2));
      other.bus.publish(hint(3));
      await mine.hears(hint(3));
      deepEqual([mine.heard, other.heard, stranger.heard], [[hint(3)], [hint(2)], []]);
    }));

  test('what is said when the bus has closed is dropped: a late append must not end the process', async () => {
    await using engine = await start();
    const ear = await Ear.on(engine.bus());
    await ear.bus.close();
    const unhandled: unknown[] = [];
    const note = (cause: unknown): void => void unhandled.push(cause);
    process.on('unhandledRejection', note);
    ear.bus.publish(hint(1));
    await pause(10 * COALESCED_MS);
    process.off('unhandledRejection', note);
    deepEqual(unhandled, []);
  });

  test('[EL5] a burst becomes the highest seq of each stream', () =>
    withTwo(start, async (_engine, mine, other) => {
      for (let seq = 1; seq <= 1_000; seq += 1) for (const stream of [1, 2]) mine.bus.publish(hint(seq, stream));
      await other.hears(hint(1_000, 1));
      await other.hears(hint(1_000, 2));
      deepEqual(sorted(other.heard), [JSON.stringify(hint(1_000, 1)), JSON.stringify(hint(1_000, 2))]);
    }));

  test('[EL5] a stalled link costs one message a stream, however much is said', () =>
    withTwo(start, async ({ wire }, mine, other) => {
      wire?.proxy.hold('up');
      for (let seq = 1; seq <= STALLED_HINTS; seq += 1) {
        mine.bus.publish(hint(seq));
        if (seq % 1_000 === 0) await pause(COALESCED_MS);
      }
      wire?.proxy.release();
      await other.hears(hint(STALLED_HINTS));
      ok(other.heard.length <= 3, `${other.heard.length} messages waited behind the stall`);
    }));

  test(
    '[EL5] a link that dies in silence is noticed, and its return is a gap',
    () =>
      withTwo(start, async ({ wire }, mine, other) => {
        mine.bus.publish(hint(1));
        await other.hears(hint(1));
        const gaps = [mine.gaps, other.gaps] as const;
        wire?.proxy.halfOpen();
        // Into the silence: neither thrown nor waited for.
        mine.bus.publish(hint(2));
        await mine.until(() => mine.gaps > gaps[0]);
        await other.until(() => other.gaps > gaps[1]);
        mine.bus.publish(hint(3));
        await other.hears(hint(3));
      }),
    SILENCE_MS,
  );

  test(
    '[EL5] a link is tried for as long as it takes; publishing meanwhile neither throws, waits nor piles up',
    () =>
      withTwo(start, async ({ wire }, mine, other) => {
        await using refusing = await startRefusing();
        const gaps = [mine.gaps, other.gaps] as const;
        wire?.proxy.route(refusing.url);
        wire?.proxy.cut();
        for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
          for (let burst = 0; burst < 100; burst += 1) mine.bus.publish(hint(attempt));
          await refusing.attempts(2 * attempt);
        }
        deepEqual([mine.gaps, other.gaps], gaps, 'there is no link yet');
        if (wire !== null) wire.proxy.route(wire.url);
        await other.until(() => other.gaps > gaps[1]);
        await mine.until(() => mine.gaps > gaps[0]);
        mine.bus.publish(hint(1_000));
        await other.hears(hint(1_000));
        ok(other.heard.length <= 2, `${other.heard.length - 1} hints of one stream were kept`);
      }),
    SILENCE_MS,
  );
});

test.each(linked)(
  '[EL5] a node starts while %s is away, and hears it when it is there',
  async (_name, start) => {
    await using engine = await start();
    await using refusing = await startRefusing();
    engine.wire?.proxy.route(refusing.url);
    await using ear = await Ear.on(engine.bus());
    ear.bus.publish(hint(1));
    ok(ear.gaps === 0, 'there is no link yet');
    engine.wire?.proxy.route(engine.wire.url);
    await ear.until(() => ear.gaps > 0);
    await using other = await Ear.on(engine.bus());
    other.bus.publish(hint(2));
    await ear.hears(hint(2));
  },
  SILENCE_MS,
);

test.each(busEngines().filter(([name]) => name === 'nats'))(
  '[EL5] a link is tried for as long as it takes, also while %s refuses who asks',
  async (_name, start) => {
    await using engine = await start();
    await using ear = await Ear.on(engine.bus());
    await using refusing = await startRefusing(refuseLogin);
    const gaps = ear.gaps;
    engine.wire?.proxy.route(refusing.url);
    engine.wire?.proxy.cut();
    await refusing.attempts(4);
    engine.wire?.proxy.route(engine.wire.url);
    await ear.until(() => ear.gaps > gaps);
  },
  SILENCE_MS,
);
