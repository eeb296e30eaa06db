import { afterAll, beforeAll, expect, test } from 'vitest';
import { v4 as uuidv4 } from 'uuid';
import { Connection } from '../../packages/client/src/connection/connection.ts';
import { Hurry } from '../../packages/client/src/connection/hurry.ts';
import { defaultEnvironment, type NetworkHint } from '../../packages/client/src/environment.ts';
import { FakeClock } from './fake-clock.ts';
import { startFlakyProxy } from './flaky-proxy.ts';
import { online, startParley, until, type Parley } from './parley.ts';

let parley: Parley;
beforeAll(async () => {
  parley = await startParley();
});
afterAll(() => parley[Symbol.asyncDispose]());

/** Online by way of a proxy, which then goes mute. */
async function onMuteLine(clock: FakeClock, network = defaultEnvironment().network) {
  const proxy = await startFlakyProxy(parley.server.url);
  const { projectKey } = parley;
  const connection = new Connection({
    serverUrl: proxy.url,
    deviceId: uuidv4(),
    credentials: () => ({ projectKey }),
    environment: defaultEnvironment({ clock, network }),
  });
  connection.want();
  await online(connection.state, 'websocket');
  proxy.silent = true;
  return {
    connection,
    async [Symbol.asyncDispose]() {
      connection.close();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

test('during a call a line that has died silently is given up within seven seconds', async () => {
  const clock = new FakeClock();
  await using line = await onMuteLine(clock);
  const relax = line.connection.hurry();
  await clock.pass(7_000);
  // No more time passes: what is awaited has happened, or never will.
  await until(line.connection.state, ({ state }) => state === 'reconnecting');
  relax();
});

test('without a call nobody is in a hurry', async () => {
  const clock = new FakeClock();
  await using line = await onMuteLine(clock);
  line.connection.hurry()();
  await clock.pass(7_000);
  expect(line.connection.state.getSnapshot().state).toBe('online');
});

test('of two calls the second keeps asking when the first is over; ending one twice ends it once', async () => {
  const clock = new FakeClock();
  const asked: number[] = [];
  const hurry = new Hurry(clock, (answerMs) => asked.push(answerMs));
  const [first, second] = [hurry.begin(), hurry.begin()];
  first();
  first();
  await clock.pass(7_000);
  expect(asked).toEqual([2_000, 2_000]);
  second();
  expect(clock.waiting).toBe(0);
});

test('after a sleep a line that has died silently is given up within two seconds', async () => {
  const clock = new FakeClock();
  const hints = new Set<(hint: NetworkHint) => void>();
  await using line = await onMuteLine(clock, {
    isOnline: () => true,
    onHint(listener) {
      hints.add(listener);
      return () => hints.delete(listener);
    },
  });
  for (const tell of hints) tell('woke');
  await clock.pass(2_000);
  await until(line.connection.state, ({ state }) => state === 'reconnecting');
});
