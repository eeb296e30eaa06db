/** Pages that go away, or are loaded anew, before and during a call. */
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'vitest';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { CallModel, DEVICES } from './call-model.ts';
import { connects, restarts, talking } from './call-tales.ts';

test('[CL1] a page that leaves is lost at once; back in time the call goes on, else its other side hears "peer_left"', () => {
  const { model, caller, callee } = talking();
  model.run({ type: 'left', device: caller, reportId: 'r3' });
  equal(model.call.state, 'reconnecting');
  model.sleep(LIMITS.graceMs - 1_000, { connected: [caller, callee] });
  model.run(restarts(caller, 'peer', 'r4'));
  for (const device of [caller, callee]) model.run(connects(device, 1, 'r5'));
  equal(model.call.state, 'active');
  model.run({ type: 'left', device: caller, reportId: 'r6' });
  model.sleep(LIMITS.graceMs, { connected: [callee] });
  deepEqual(model.reasons, ['peer_left']);
});

test('[CL1] the farewell of a page that has come back since does no harm', () => {
  const { model, caller, callee } = talking();
  model.run(restarts(caller, 'peer', 'r4'));
  model.run({ type: 'left', device: caller, reportId: 'r3' });
  for (const device of [caller, callee]) model.run(connects(device, 1, 'r5'));
  model.run({ type: 'left', device: caller, reportId: 'r3' });
  equal(model.call.state, 'active');
  // Between two that come late: whoever answers with a page loaded anew has asked for no restart.
  model.run({ type: 'left', device: callee, reportId: 'r1' });
  equal(model.call.state, 'active');
});

test('[CL1] before an answer: the caller’s call outlives a reload, a device that has left has its lease to come back in', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  const model = new CallModel(caller, false);
  model.run({ type: 'ringing', device: callee });
  for (const device of [caller, callee]) model.run({ type: 'left', device, reportId: 'r1' });
  equal(model.call.state, 'ringing');
  model.sleep(LIMITS.leaseMs, { connected: [caller] });
  deepEqual(model.reasons, ['unreachable']);
});

test('[CL1] whoever has a page that was loaded anew makes the offer: nobody answers one for a connection that is gone', () => {
  const { model, caller, callee } = talking();
  for (const device of [callee, caller]) {
    model.run({ type: 'left', device, reportId: 'r3' });
    model.run(restarts(device, 'peer', 'r4'));
    equal(model.call.offerer, device.side);
    for (const each of [caller, callee]) model.run(connects(each, model.call.gen, 'r5'));
    equal(model.call.state, 'active');
  }
  // Where nobody lost his page the connection stands, and the side that made the call begins again.
  model.run({ type: 'lost', device: callee, gen: model.call.gen });
  model.run(restarts(callee, 'ice'));
  equal(model.call.offerer, caller.side);
});

test('[CL1] a page that is loaded anew before media flows makes the offer too', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  const model = new CallModel(caller, false);
  model.run({ type: 'accepted', device: callee });
  model.run(restarts(callee, 'peer'));
  deepEqual([model.call.state, model.call.gen, model.call.offerer], ['connecting', 1, callee.side]);
});

test('[CL1] a device that is loaded anew before it has rung has a lease’s time to ring; one that never does has no more', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  for (const isBack of [true, false]) {
    const model = new CallModel(caller, false);
    model.run({ type: 'attached', device: callee });
    model.sleep(LIMITS.leaseMs - 1_000, { connected: [caller] });
    if (isBack) model.run({ type: 'ringing', device: callee });
    model.sleep(LIMITS.ringAckMs + 1_000, { connected: [caller, callee] });
    equal(model.call.state, isBack ? 'ringing' : 'ended');
  }
});
