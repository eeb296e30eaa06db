import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backoff, fullJitter, RECONNECT } from '../../packages/client/src/connection/backoff.ts';
import { Gate } from '../../packages/client/src/connection/gate.ts';
import { FakeClock } from './fake-clock.ts';

test('a delay lies anywhere between nothing and a bound that doubles up to 20 s', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat({ max: 60 }), random, (attempt, chance) => {
      const bound = Math.min(20_000, 500 * 2 ** attempt);
      expect(fullJitter(attempt, () => chance)).toBe(chance * bound);
    }),
  );
});

test('case 28: the first attempt is jittered too: clients that lost one server spread over half a second', () => {
  expect(fullJitter(0, () => 0)).toBe(0);
  expect(fullJitter(0, () => 0.999)).toBeCloseTo(499.5);
});

test('only a connection that stays up starts the count again', async () => {
  const clock = new FakeClock();
  const backoff = new Backoff(clock, () => 0.5);
  expect([backoff.next(), backoff.next(), backoff.next()].map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
  backoff.up();
  await clock.pass(RECONNECT.stableMs - 1);
  backoff.down();
  await clock.pass(RECONNECT.stableMs);
  expect(backoff.next().attempt).toBe(3);
  backoff.up();
  await clock.pass(RECONNECT.stableMs);
  expect(backoff.next().attempt).toBe(0);
});

test('moves from node to node neither add up nor wait long; a loss after many in a row is one more failure', async () => {
  const clock = new FakeClock();
  const backoff = new Backoff(clock, () => 0.5);
  const attempts: number[] = [];
  const delays: number[] = [];
  backoff.up();
  for (const heldMs of [RECONNECT.stableMs, RECONNECT.stableMs, RECONNECT.stableMs - 1, 0]) {
    await clock.pass(heldMs);
    const { attempt, delayMs } = backoff.next();
    attempts.push(attempt);
    delays.push(delayMs);
  }
  expect(attempts).toEqual([0, 0, 1, 2]);
  expect(delays).toEqual([250, 250, 500, 500]);
  backoff.down();
  expect(backoff.next()).toEqual({ attempt: 3, delayMs: 2_000 });
});

test('a gate opens by the clock, by a hint, or never', async () => {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const passed: string[] = [];
  void gate.wait(1_000).then(() => passed.push('clock'));
  await clock.pass(1_000);
  void gate.wait(60_000).then(() => passed.push('hint'));
  gate.open();
  await clock.pass(0);
  expect(passed).toEqual(['clock', 'hint']);
  const waiting = gate.wait(60_000);
  gate.close(new Error('closed'));
  await expect(waiting).rejects.toThrow('closed');
  await expect(gate.wait(0)).rejects.toThrow('closed');
  expect(clock.waiting).toBe(0);
});
