/** Connecting while it rings, in the table: one device, nobody else, and nothing of it is left where that one has not won. */
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'vitest';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { CallModel, DEVICES } from './call-model.ts';
import { connects } from './call-tales.ts';

/** A call that may connect while it rings: the caller has offered, and a device has rung and answered. */
function ringing() {
  const [caller, , callee, other] = DEVICES;
  if (caller === undefined || callee === undefined || other === undefined) throw new Error('three devices');
  const model = new CallModel(caller, false, { relayOnly: false, relayAvailable: true, connectsEarly: true });
  model.run({ type: 'described', device: caller, signalId: 'offer', gen: 0, kind: 'offer' });
  for (const device of [callee, other]) {
    model.run({ type: 'ringing', device });
    model.run({ type: 'early', device, reportId: 'r1' });
  }
  deepEqual(model.delivered, [], 'the caller has not said that he sends no sound before the accept');
  model.run({ type: 'early', device: caller, reportId: 'r1' });
  model.run({ type: 'described', device: other, signalId: 'void', gen: 0, kind: 'answer' });
  model.run({ type: 'described', device: callee, signalId: 'answer', gen: 0, kind: 'answer' });
  deepEqual([model.early, model.delivered], [callee, ['offer', 'answer']], 'the first that rings, and no other');
  return { model, caller, callee, other };
}

test('[CL1] [CL2] connected while it rang: the call is active with the accept, in the same generation', () => {
  const { model, caller, callee, other } = ringing();
  for (const device of [caller, other, callee]) model.run(connects(device, 0));
  equal(model.call.state, 'ringing');
  model.run({ type: 'accepted', device: callee });
  deepEqual([model.call.state, model.call.gen, model.call.relayOnly], ['active', 0, true]);
  deepEqual(model.delivered, ['offer', 'answer'], 'each signal once');
});

test('[CL1] accepted before it was connected: the same generation goes on', () => {
  const { model, caller, callee } = ringing();
  model.run(connects(caller, 0));
  model.run({ type: 'accepted', device: callee });
  equal(model.call.state, 'connecting');
  model.run(connects(callee, 0));
  deepEqual([model.call.state, model.call.gen], ['active', 0]);
});

test('[CL1] [CL2] whatever was said to a device that has not won is void: another accepts, it declines, leaves, fails, is gone', () => {
  const endings: [string, (all: ReturnType<typeof ringing>) => void][] = [
    ['another accepts', ({ model, other }) => model.run({ type: 'accepted', device: other })],
    ['it declines', ({ model, callee }) => model.run({ type: 'declined', device: callee, scope: 'device' })],
    ['it leaves', ({ model, callee }) => model.run({ type: 'left', device: callee, reportId: 'r2' })],
    ['it fails', ({ model, caller }) => model.run({ type: 'failed', device: caller, gen: 0 })],
    ['it is gone', ({ model, caller, other }) => model.sleep(LIMITS.leaseMs, { connected: [caller, other] })],
    ['it calls too', ({ model, callee }) => model.run({ type: 'rival', device: callee, media: 'audio' })],
  ];
  for (const [what, happens] of endings) {
    const all = ringing();
    for (const device of [all.caller, all.callee]) all.model.run(connects(device, 0));
    happens(all);
    deepEqual([all.model.early, all.model.call.gen], [null, 1], what);
    all.model.run({ type: 'accepted', device: all.other });
    equal(all.model.call.state, 'connecting', what);
  }
});

test('[CL1] its page is loaded anew: that page is told all anew, and a farewell that comes late does no harm', () => {
  const { model, caller, callee } = ringing();
  model.run({ type: 'early', device: callee, reportId: 'r3' });
  deepEqual([model.early, model.call.gen], [callee, 1]);
  model.run({ type: 'left', device: callee, reportId: 'r2' });
  model.run({ type: 'described', device: caller, signalId: 'again', gen: 1, kind: 'offer' });
  deepEqual([model.early, model.delivered], [callee, ['offer', 'answer', 'again']]);
});

test('[CL1] the caller’s page goes away while it rings, and its connection with it: an accept finds nobody yet', () => {
  const { model, caller, callee } = ringing();
  for (const device of [caller, callee]) model.run(connects(device, 0));
  model.run({ type: 'left', device: caller, reportId: 'r2' });
  model.run({ type: 'accepted', device: callee });
  equal(model.call.state, 'connecting');
});

test('[CL1] the caller’s page is back before its farewell: what it has since is its own', () => {
  const { model, caller, callee } = ringing();
  model.run({ type: 'restart', device: caller, what: 'peer', reportId: 'r3' });
  for (const device of [caller, callee]) model.run(connects(device, 1, 'r4'));
  model.run({ type: 'left', device: caller, reportId: 'r2' });
  model.run({ type: 'accepted', device: callee });
  equal(model.call.state, 'active');
});

test('[CL1] its page was loaded anew before it accepted: a farewell that comes after the accept does no harm either', () => {
  const { model, caller, callee } = ringing();
  model.run({ type: 'early', device: callee, reportId: 'r3' });
  for (const device of [caller, callee]) model.run(connects(device, 1));
  model.run({ type: 'accepted', device: callee });
  model.run({ type: 'left', device: callee, reportId: 'r2' });
  equal(model.call.state, 'active');
});

test('[CL1] no device connects while it rings where the project does not want it, there is no relay, or it cannot', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  for (const [connectsEarly, relayAvailable, can] of [
    [false, true, true],
    [true, false, true],
    [true, true, false],
  ] as const) {
    const model = new CallModel(caller, false, { relayOnly: false, relayAvailable, connectsEarly });
    model.run({ type: 'ringing', device: callee });
    if (can) model.run({ type: 'early', device: callee, reportId: 'r1' });
    model.run({ type: 'early', device: caller, reportId: 'r1' });
    equal(model.early, null);
  }
});
