/** Random interleavings against the safety properties of a call. A failure prints its seed and its story. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import type { Input } from '../../packages/api/src/call/machine/call-input.ts';
import type { Device, StateName } from '../../packages/api/src/call/machine/call-state.ts';
import { transition } from '../../packages/api/src/call/machine/transition.ts';
import { CallModel, DEVICES } from './call-model.ts';
import { connects, restarts, talking } from './call-tales.ts';
import { Random } from './random.ts';

const RUNS = 100_000;
const STEPS = 25;

const PERSONS = [...new Map(DEVICES.map(({ partyId, side, name }) => [partyId, { partyId, side, name }])).values()];

/** To any operator, himself included; some of his devices are known to be there. */
function transferTo(random: Random, { now }: CallModel, device: Device): Input {
  const { partyId, name } = random.pick(PERSONS.filter(({ side }) => side === 'operator'));
  const there = DEVICES.filter((each) => each.partyId === partyId && random.next() < 0.5).map(({ deviceId }) => ({
    deviceId,
    leaseUntil: now + 1 + random.below(LIMITS.leaseMs),
  }));
  return { type: 'transfer', device, to: { partyId, name }, there };
}

/** A device of the colleague to whom the call is to be handed. */
function askedOf(random: Random, { call }: CallModel): Device | null {
  const asked = call.state === 'active' || call.state === 'reconnecting' ? call.transfer?.to.partyId : undefined;
  const devices = DEVICES.filter(({ partyId }) => partyId === asked);
  return devices.length === 0 ? null : random.pick(devices);
}

/** Likely things often, so that runs get far; unlikely things from everyone, at any time. */
function randomInput(random: Random, model: CallModel, n: number): Input {
  const { call } = model;
  const talkers = [call.caller, model.winner ?? random.pick(DEVICES)];
  const device: Device = random.next() < 0.6 ? random.pick(talkers) : random.pick(DEVICES);
  const gen = random.next() < 0.8 ? call.gen : random.below(4);
  const signalId = random.next() < 0.9 ? `s${n}` : `s${random.below(n + 1)}`;
  const kind = random.pick(['offer', 'answer'] as const);
  /** Mostly in order; some are overtaken by what was made later. */
  const reportId = `r${String(n - (random.next() < 0.8 ? 0 : random.below(5)) + 100).padStart(4, '0')}`;
  const count = random.next() < 0.95 ? random.below(20) : LIMITS.candidatesPerLeg;
  return random.pick<() => Input>([
    () => ({ type: 'attached', device }),
    () => (random.next() < 0.5 ? { type: 'ringing', device } : { type: 'early', device, reportId }),
    () => ({ type: 'accepted', device }),
    () => ({ type: 'rival', device, media: random.pick(['audio', 'video']) }),
    () => ({ type: 'declined', device, scope: random.next() < 0.9 ? 'device' : 'everyone' }),
    () =>
      random.next() < 0.3
        ? { type: 'hungUp', device, why: random.pick(['hangup', 'media_denied']) }
        : { type: 'deadline' },
    () => ({ type: 'described', device, signalId, gen, kind }),
    () => ({ type: 'described', device, signalId, gen, kind }),
    () => ({ type: 'candidates', device, signalId, gen, count }),
    () => ({ type: 'tracks', device, signalId, rev: random.below(5) }),
    () => ({ type: 'connected', device, gen, reportId }),
    () => ({ type: 'connected', device, gen, reportId }),
    () => ({ type: 'connected', device, gen, reportId }),
    () => ({ type: 'lost', device, gen }),
    () => ({ type: random.next() < 0.5 ? 'failed' : 'lost', device, gen }),
    () => (random.next() < 0.1 ? { type: 'denied', device, gen } : { type: 'connected', device, gen, reportId }),
    () => ({ type: 'restart', device, what: random.pick(['ice', 'peer']), reportId }),
    () => ({ type: 'left', device, reportId }),
    () => (random.next() < 0.5 ? { type: 'cancelTransfer', device } : transferTo(random, model, device)),
    () => transferTo(random, model, device),
    // The one who is asked, more often than anyone else.
    () => ({ type: 'accepted', device: askedOf(random, model) ?? device }),
    () => (random.next() < 0.05 ? { type: 'policy' } : { type: 'deadline' }),
    () => (random.next() < 0.1 ? { type: 'absent', ms: random.below(60_000) } : { type: 'deadline' }),
  ])();
}

/** What comes after the answer gets its share of the steps. */
function talk(model: CallModel, random: Random): void {
  const callee = random.pick(DEVICES.filter(({ side }) => side !== model.call.caller.side));
  model.run({ type: 'accepted', device: callee });
  for (const device of [model.call.caller, callee]) model.run(connects(device, 0));
}

/** A device that rings has answered the caller's offer; what comes of it gets its share of the steps too. */
function connectEarly(model: CallModel, random: Random): void {
  const { caller } = model.call;
  const device = random.pick(DEVICES.filter(({ side }) => side !== caller.side));
  model.run({ type: 'ringing', device });
  const can: Input[] = [caller, device].map((each) => ({ type: 'early', device: each, reportId: 'r0' }));
  const offer: Input = { type: 'described', device: caller, signalId: 'offer', gen: 0, kind: 'offer' };
  for (const input of random.next() < 0.5 ? [...can, offer] : [offer, ...can]) model.run(input);
  model.run({ type: 'described', device, signalId: 'answer', gen: 0, kind: 'answer' });
  if (random.next() < 0.5) for (const each of [caller, device]) model.run(connects(each, 0));
}

function runOnce(seed: number): CallModel {
  const random = new Random(seed);
  const relays = { relayOnly: seed % 2 === 0, relayAvailable: seed % 3 !== 0, connectsEarly: seed % 5 < 2 };
  const model = new CallModel(random.pick(DEVICES), random.next() < 0.02, relays);
  try {
    if (seed % 4 === 0) talk(model, random);
    else if (seed % 4 === 1) connectEarly(model, random);
    for (let n = 0; n < STEPS; n += 1) {
      const what = random.next();
      if (what < 0.15) model.sleep(random.below(12_000), { lateMs: random.below(1_500) });
      else if (what < 0.3) model.renew(random.pick(DEVICES));
      else model.run(randomInput(random, model, n));
    }
    // A few stay to the bitter end, the others go away: either way deadlines alone end the call.
    const connected = random.next() < 0.02 ? DEVICES : [];
    model.sleep(LIMITS.maxCallMs + 600_000, { connected });
    equal(model.call.state, 'ended', 'no call lives for ever');
  } catch (cause) {
    throw new Error(`seed ${seed}\n${model.story}`, { cause });
  }
  return model;
}

test(`[CL1] [CL2] [CL3] ${RUNS} random interleavings keep every safety property`, { timeout: 120_000 }, () => {
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const { call, delivered, reasons, transfers, whileRinging } = runOnce(seed);
    count(reasons.join());
    if (delivered.length > 0) count('relayed');
    if (call.gen > 0) count('restarted');
    if (transfers > 0) count('transferred');
    if (transfers > 1) count('transferred again');
    if (whileRinging.relayed > 0) count('relayed while it rang');
    if (whileRinging.stood > 0) count('connected at the accept');
    if (call.gen > 1 && call.relayOnly) count('restarted by relays only');
  }
  // A search that never gets anywhere proves nothing: each way to end must have been taken.
  const expected = [
    ...[
      'completed',
      'hangup_before_connect',
      'cancelled',
      'caller_left',
      'no_answer',
      'declined',
      'busy',
      'unreachable',
    ],
    ...['media_denied', 'connect_failed', 'media_lost', 'peer_left', 'max_duration', 'policy'],
    ...[
      'relayed while it rang',
      'connected at the accept',
      'relayed',
      'restarted',
      'restarted by relays only',
      'transferred',
      'transferred again',
    ],
  ];
  deepEqual(
    expected.filter((what) => (seen.get(what) ?? 0) === 0),
    [],
    'reached',
  );
});

test('[CL1] a state that went through the database is the same state: any prefix, then the rest', () => {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const random = new Random(seed);
    const model = new CallModel(random.pick(DEVICES), false);
    for (let n = 0; n < STEPS; n += 1) {
      const input = randomInput(random, model, n);
      const stored: typeof model.call = JSON.parse(JSON.stringify(model.call));
      const frozen = deepFreeze(structuredClone(model.call));
      deepEqual(transition(stored, input, model.now), transition(frozen, input, model.now));
      model.run(input);
    }
  }
});

test('[CL1] every state takes every input, and what means nothing changes nothing', () => {
  const names: StateName[] = ['inviting', 'ringing', 'connecting', 'active', 'reconnecting', 'ended'];
  const reached = new Set<StateName>();
  for (let seed = 1; reached.size < names.length; seed += 1) {
    const random = new Random(seed);
    const model = new CallModel(random.pick(DEVICES), false);
    for (let n = 0; n < STEPS; n += 1) {
      reached.add(model.call.state);
      model.run(randomInput(random, model, n));
      const stranger: Device = { side: 'visitor', partyId: 'nobody', deviceId: 'x', name: '' };
      const input: Input = connects(stranger, model.call.gen);
      equal(transition(model.call, input, model.now).call, model.call);
    }
  }
});

test('[CL3] by relays only from the first generation to the last, if the project wants it and there is a relay', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  for (const relayOnly of [true, false]) {
    for (const relayAvailable of [true, false]) {
      const model = new CallModel(caller, false, { relayOnly, relayAvailable });
      const seen = [model.call.relayOnly];
      const happens = (...inputs: Input[]): void => {
        for (const input of inputs) model.run(input);
        seen.push(model.call.relayOnly);
      };
      happens(restarts(caller, 'peer'));
      happens({ type: 'accepted', device: callee }, restarts(callee, 'peer'));
      happens({ type: 'failed', device: caller, gen: 2 });
      for (const device of [caller, callee]) happens(connects(device, 3));
      happens({ type: 'failed', device: caller, gen: 3 });
      happens(restarts(callee, 'peer'), { type: 'hungUp', device: caller, why: 'hangup' });
      equal(model.call.gen, 5);
      // The second try goes by relays whatever the project wants; so does all that comes after.
      const wanted = [relayOnly, relayOnly, relayOnly, true, true, true, true, true];
      deepEqual(
        seen,
        wanted.map((only) => only && relayAvailable),
      );
    }
  }
});

test('[CL1] a restart that fails is followed by one through relays alone', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  for (const relayAvailable of [true, false]) {
    const model = new CallModel(caller, false, { relayOnly: false, relayAvailable });
    model.run({ type: 'accepted', device: callee });
    for (const device of [caller, callee]) model.run(connects(device, 0));
    model.run({ type: 'lost', device: callee, gen: 0 });
    model.run(restarts(callee, 'ice'));
    deepEqual([model.call.gen, model.call.relayOnly], [1, false]);
    model.run({ type: 'failed', device: callee, gen: 1 });
    deepEqual([model.call.gen, model.call.relayOnly], [2, relayAvailable]);
  }
});

test('[CL1] two devices that cannot agree do not spin: restarts are counted until media flows again', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  const model = new CallModel(caller, false);
  const connect = (): void => {
    for (const device of [caller, callee]) model.run(connects(device, model.call.gen));
    equal(model.call.state, 'active');
  };
  model.run({ type: 'accepted', device: callee });
  connect();
  for (let n = 0; n < 3; n += 1) {
    const { gen } = model.call;
    for (let failures = 0; failures < 100; failures += 1) {
      model.run({ type: 'failed', device: failures % 2 === 0 ? caller : callee, gen: model.call.gen });
    }
    equal(model.call.gen, gen + 10);
    if (n < 2) connect();
  }
  model.sleep(LIMITS.graceMs, { connected: [caller, callee] });
  deepEqual(model.reasons, ['media_lost']);
});

test('[CL1] the server was away for longer than a call may last: what was connecting still has its time, and no more', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  const model = new CallModel(caller, false);
  model.run({ type: 'accepted', device: callee });
  const ms = LIMITS.maxCallMs + 60_000;
  model.now += ms;
  model.run({ type: 'absent', ms });
  model.sleep(LIMITS.leaseMs + LIMITS.connectMs + LIMITS.reconnectMs);
  deepEqual(model.reasons, ['connect_failed']);
});

test('[CL1] a team with more devices than are kept count of: a transfer rings as in any other', () => {
  const [caller, , callee] = DEVICES;
  if (caller === undefined || callee === undefined) throw new Error('two devices');
  const model = new CallModel(caller, false);
  for (let n = 0; n < 100; n += 1) {
    model.run({ type: 'ringing', device: { side: 'operator', partyId: `agent-${n}`, deviceId: 'desk', name: '' } });
  }
  model.run({ type: 'accepted', device: callee });
  for (const device of [caller, callee]) model.run(connects(device, 0));
  const colleague = ben(model);
  model.run({ type: 'ringing', device: colleague });
  model.sleep(LIMITS.ringAckMs + 1_000, { connected: [caller, callee, colleague] });
  ok(isAsked(model), 'it rings on');
});

/** The operator asks Ben to take over. */
function ben(model: CallModel): Device {
  const device = DEVICES.find(({ partyId }) => partyId === 'ben');
  if (device === undefined) throw new Error('no ben');
  model.run({
    type: 'transfer',
    device: model.winner ?? model.call.caller,
    to: { partyId: 'ben', name: 'ben' },
    there: [],
  });
  return device;
}
const isAsked = ({ call }: CallModel): boolean => call.state === 'active' && call.transfer?.to.partyId === 'ben';

test('[CL1] a transfer: the colleague rings, accepts, and is in the same call; whoever had it is out of it', () => {
  const { model, caller, callee } = talking();
  const colleague = ben(model);
  ok(isAsked(model));
  model.run({ type: 'ringing', device: colleague });
  model.run({ type: 'accepted', device: colleague });
  const { call } = model;
  deepEqual([call.state, call.gen, call.offerer], ['reconnecting', 1, 'operator']);
  deepEqual(call.transferredFrom, { partyId: callee.partyId, name: callee.name });
  model.run({ type: 'hungUp', device: callee, why: 'hangup' });
  for (const device of [caller, colleague]) model.run(connects(device, 1));
  equal(model.call.state, 'active');
  model.run({ type: 'hungUp', device: colleague, why: 'hangup' });
  deepEqual(model.reasons, ['completed']);
});

test('[CL1] a transfer that nobody takes leaves the call as it was: declined, cancelled, unreachable, no answer', () => {
  const { model, caller, callee } = talking();
  const talkers = [caller, callee];
  const endings: [why: string, (colleague: Device) => void][] = [
    ['declined', (device) => model.run({ type: 'declined', device, scope: 'device' })],
    ['declined', (device) => model.run({ type: 'hungUp', device, why: 'hangup' })],
    ['cancelled', () => model.run({ type: 'cancelTransfer', device: callee })],
    ['unreachable', () => model.sleep(LIMITS.ringAckMs, { connected: talkers })],
    [
      'no_answer',
      (device) => {
        model.run({ type: 'ringing', device });
        model.sleep(LIMITS.ringMs - 1_000, { connected: [...talkers, device] });
        ok(isAsked(model), 'it rings all the time');
        model.sleep(1_000, { connected: [...talkers, device] });
      },
    ],
    [
      'unreachable',
      (device) => {
        model.run({ type: 'ringing', device });
        model.sleep(LIMITS.leaseMs, { connected: talkers });
      },
    ],
  ];
  for (const [n, [why, ends]] of endings.entries()) {
    const colleague = ben(model);
    ok(isAsked(model), `transfer ${n}`);
    ends(colleague);
    deepEqual([model.call.state, isAsked(model), model.call.gen], ['active', false, 0], `transfer ${n}`);
    equal(model.call.state === 'active' && model.call.transferEnded?.why, why, `transfer ${n}`);
    model.run({ type: 'accepted', device: colleague });
    equal(model.call.gen, 0, 'too late');
  }
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
