import { expect, test } from 'vitest';
import { untilAnswered } from '../../packages/client/src/connection/until-answered.ts';
import { ParleyError } from '../../packages/client/src/errors.ts';
import { FakeClock } from './fake-clock.ts';

function open(waits: readonly number[]) {
  const clock = new FakeClock();
  let asked = 0;
  const request = async () => {
    const retryAfterMs = waits[asked++];
    if (retryAfterMs !== undefined) throw new ParleyError('RATE_LIMITED', { retryAfterMs });
    return 'answer';
  };
  const patience = { clock, random: () => 0.5, onOnline: () => () => undefined };
  return { clock, request, patience, asked: () => asked };
}

test('what the server asks to wait is waited, and a little more by chance: all behind one address are told the same', async () => {
  const { clock, request, patience, asked } = open([36_000]);
  const answer = untilAnswered(request, patience);
  await clock.pass(36_000);
  expect(asked()).toBe(1);
  await clock.pass(250);
  expect(await answer).toBe('answer');
});

test('what would come too late is refused at once, and a short wait is waited', async () => {
  const { clock, request, patience, asked } = open([4_000, 200_000]);
  const answer = untilAnswered(request, patience, undefined, 5_000).catch((cause: unknown) => cause);
  await clock.pass(5_000);
  expect(asked()).toBe(2);
  expect(await answer).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 200_000 });
});
