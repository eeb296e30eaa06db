import { expect, test } from 'vitest';
import { Calls } from '../../packages/widget-sdk/src/session/calls.ts';
import { Session } from '../../packages/widget-sdk/src/session/session.ts';
import { scriptedClient } from '../../packages/widget-sdk/stage/scripted-client.ts';
import { TALKING } from '../support/call-snapshots.ts';

/** @param loads does the code of the view arrive? One answer for each call */
function world(loads: boolean[]) {
  const disposed: string[] = [];
  const told: string[] = [];
  const scripted = scriptedClient({ call: TALKING });
  const client: typeof scripted = {
    ...scripted,
    call: (callId) => ({ ...scripted.call(callId), callId, dispose: () => disposed.push(callId) }),
  };
  const session = new Session({
    client,
    attributes: null,
    page: { url: 'https://shop.example', title: 'Shop' },
    onOther: () => undefined,
    onThread: () => undefined,
    onError: () => undefined,
  });
  const calls = new Calls({
    client,
    session,
    host: { emit: () => undefined, setCall: () => undefined, requestOpen: () => undefined },
    loadView: async () => {
      if (!loads.shift()) throw new Error('no such file');
      return () => null;
    },
    openCheck: () => undefined,
    onError: (code) => told.push(code),
  });
  return { calls, disposed, told };
}

test('a call that can’t be shown is let go, so that it does not seem to ring here', async () => {
  const { calls, disposed, told } = world([false]);
  await calls.resume('call');
  expect([disposed, told, calls.getSnapshot().error]).toEqual([['call'], ['INTERNAL'], 'INTERNAL']);
});

test('a call that goes on stays on the screen when another one can’t be shown', async () => {
  const { calls, disposed, told } = world([true, false]);
  await calls.resume('first');
  await calls.resume('second');
  expect([calls.runningCallId, disposed, told]).toEqual(['first', ['second'], ['INTERNAL']]);
});
