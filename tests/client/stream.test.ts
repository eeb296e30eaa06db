import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { followStream } from '../../packages/client/src/timeline/follow-stream.ts';
import { judge, logOfPage, prepend } from '../../packages/client/src/timeline/stream-log.ts';
import { FakeClock } from './fake-clock.ts';

interface Event {
  type: 'message' | 'reset';
  seq: number;
}
const cursorOf = (seq: number) => `${seq}.00c0ffee`;

/** What may happen to an event on its way. */
type Fate = 'arrives' | 'twice' | 'vanishes' | 'old one again';

const FATES = fc.array(fc.constantFrom<Fate>('arrives', 'arrives', 'twice', 'vanishes', 'old one again'), {
  minLength: 1,
  maxLength: 80,
});

describe('a reader of a stream', () => {
  test('[EL3] applies every event once and in order, whatever is lost, doubled or late on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 30 }),
        fc.integer({ min: 0, max: 30 }),
        FATES,
        async (length, readBefore, fates) => {
          const clock = new FakeClock();
          const already = Math.min(readBefore, length);
          const applied: number[] = [];
          let step = 0;
          let listening = 0;
          const stop = followStream<Event>({
            clock,
            random: () => 0.5,
            cursor: already === 0 ? null : cursorOf(already),
            gapless: true,
            // A server that sends from the cursor on over a line that treats each event as `fates` says, then is whole.
            subscribe(lastEventId, { onData }) {
              // A gap is answered by one new subscription, in place of the old one.
              expect(++listening).toBe(1);
              queueMicrotask(() => {
                for (let seq = Number.parseInt(lastEventId ?? '0', 10) + 1; seq <= length; seq++) {
                  const fate = fates[step++] ?? 'arrives';
                  const give = (each: number) => onData({ id: cursorOf(each), data: { type: 'message', seq: each } });
                  if (fate === 'old one again') give(Math.max(1, seq - 2));
                  if (fate !== 'vanishes') give(seq);
                  if (fate === 'twice') give(seq);
                }
              });
              return { unsubscribe: () => (listening -= 1) };
            },
            onEvent: (event) => applied.push(event.seq),
            onReset: () => expect.unreachable(),
            onEnd: () => expect.unreachable(),
          });
          await clock.pass(60 * 60 * 1000);
          stop();
          await clock.pass(0);
          expect(listening).toBe(0);
          const expected = Array.from({ length: length - already }, (_, index) => already + 1 + index);
          expect(applied).toEqual(expected.slice(0, applied.length));
          // Only a tail that vanished with nothing after it is still to come: no one has told of it.
          const missing = expected.length - applied.length;
          if (missing > 0) expect(fates.slice(0, step).at(-1)).toBe('vanishes');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('what it holds already is dropped, and costs no new reading', () => {
    const verdicts = [3, 4, 5, 6, 7].map((seq) => judge(5, { type: 'message', seq }));
    expect(verdicts).toEqual(['drop', 'drop', 'drop', 'apply', 'gap']);
    expect(judge(5, { type: 'reset', seq: 0 })).toBe('reset');
  });

  test('[EL4] stops at a reset and says so; what the old line still brings is not applied', async () => {
    const clock = new FakeClock();
    const applied: number[] = [];
    let resets = 0;
    followStream<Event>({
      clock,
      random: () => 0,
      cursor: cursorOf(5),
      gapless: true,
      subscribe(_lastEventId, { onData }) {
        queueMicrotask(() => {
          onData({ id: '0.00000000', data: { type: 'reset', seq: 0 } });
          onData({ id: cursorOf(6), data: { type: 'message', seq: 6 } });
        });
        return { unsubscribe: () => undefined };
      },
      onEvent: (event) => applied.push(event.seq),
      onReset: () => (resets += 1),
      onEnd: () => expect.unreachable(),
    });
    await clock.pass(60_000);
    expect({ applied, resets }).toEqual({ applied: [], resets: 1 });
  });

  test('an older page joins without a hole or not at all', () => {
    const events = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => ({ seq: from + index }));
    const log = logOfPage({ items: events(11, 20), hasMore: true, cursor: cursorOf(20) });
    const joined = prepend(log, { items: events(5, 12), hasMore: true });
    expect(joined.events.map(({ seq }) => seq)).toEqual(events(5, 20).map(({ seq }) => seq));
    expect(prepend(log, { items: events(1, 9), hasMore: false })).toBe(log);
  });
});
