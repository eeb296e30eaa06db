import { LIMITS } from '@parley/api/contract/wire';
import { expect, test } from 'vitest';
import { TypingRoom } from '../../packages/api/src/presence/typing.ts';
import { FakeClock } from '../client/fake-clock.ts';

function open() {
  const clock = new FakeClock();
  const room = new TypingRoom((ms, callback) => clock.after(ms, callback));
  const here: boolean[] = [];
  const elsewhere: boolean[] = [];
  const tell = {
    listeners: (typing: boolean) => void here.push(typing),
    neighbours: (typing: boolean) => void elsewhere.push(typing),
  };
  return { clock, room, here, elsewhere, set: (typing: boolean, who = 'one') => room.set(who, typing, tell) };
}

test('writing is told at once, and its end too when it is a second old', async () => {
  const { clock, here, elsewhere, set } = open();
  set(true);
  expect(here).toEqual([true]);
  await clock.pass(1_000);
  set(false);
  expect(here).toEqual([true, false]);
  expect(elsewhere).toEqual([true, false]);
});

test('on and off in turn is told once a second, and ends as it is', async () => {
  const { clock, room, here, elsewhere, set } = open();
  for (let round = 0; round < 500; round += 1) {
    set(true);
    set(false);
    await clock.pass(10);
  }
  await clock.pass(1_000);
  // Five seconds, each of which ends with nobody writing.
  expect(here.length).toBeLessThanOrEqual(6);
  expect(elsewhere.length).toBeLessThanOrEqual(6);
  expect(here.at(-1)).toBe(false);
  expect(room.size).toBe(0);
  expect(clock.waiting).toBe(0);
});

test('repetitions are no news here, and for other nodes one a second', async () => {
  const { clock, here, elsewhere, set } = open();
  for (let round = 0; round < 300; round += 1) {
    set(true);
    await clock.pass(10);
  }
  expect(here).toEqual([true]);
  expect(elsewhere.length).toBeGreaterThanOrEqual(3);
  expect(elsewhere.length).toBeLessThanOrEqual(4);
});

test('it is over by itself, and nothing is kept of who is quiet', async () => {
  const { clock, room, here, set } = open();
  set(true, 'one');
  set(false, 'nobody');
  await clock.pass(LIMITS.typingMs - 1);
  expect(here).toEqual([true]);
  await clock.pass(1);
  expect(here).toEqual([true, false]);
  await clock.pass(1_000);
  expect(room.size).toBe(0);
});
