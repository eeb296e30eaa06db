/** A visitor's call and what may be beside it, under random interleavings: the two never tell different stories. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { meaningOf } from '../../packages/api/src/call/machine/beside.ts';
import type { Input } from '../../packages/api/src/call/machine/call-input.ts';
import type { Beside, Call, Device } from '../../packages/api/src/call/machine/call-state.ts';
import { nextDeadline } from '../../packages/api/src/call/machine/deadlines.ts';
import { claimedLeg, sameDevice } from '../../packages/api/src/call/machine/legs.ts';
import { invite, transition } from '../../packages/api/src/call/machine/transition.ts';
import { DEVICES } from './call-model.ts';
import { Random } from './random.ts';

const RUNS = 20_000;
const STEPS = 30;

const OPERATORS = DEVICES.filter(({ side }) => side === 'operator');
const isTalking = (call: Call) => call.state === 'active' || call.state === 'reconnecting';
const isAnswered = (call: Call) => isTalking(call) || call.state === 'connecting';
const holderOf = (call: Call): Device | null => claimedLeg(call, 'operator')?.device ?? null;

function first(side: Device['side']): Device {
  const device = DEVICES.find((each) => each.side === side);
  if (device === undefined) throw new Error(`no ${side}`);
  return device;
}

/** Does with the two what the server does: each input to one of them, and at once what it means to the other. */
class Pair {
  now = 1_000_000;
  visitors: Call;
  side: Call | null = null;
  /** How each call beside it came to its end. */
  readonly endings: string[] = [];
  readonly story: string[] = [];
  listened = 0;

  constructor() {
    const { now } = this;
    const facts = { conversationId: 'v', projectId: 'p', media: 'audio', allBusy: false } as const;
    const relays = { relayOnly: false, relayAvailable: true, connectsEarly: false };
    this.visitors = invite({ id: 'main', caller: first('visitor'), ...facts, ...relays }, now).call;
    this.run('visitors', { type: 'accepted', device: first('operator') });
    for (const device of [first('visitor'), first('operator')]) {
      this.run('visitors', { type: 'connected', device, gen: 0, reportId: 'r' });
    }
  }

  begin(kind: 'consult' | 'listen', partyId: string): void {
    const operator = holderOf(this.visitors);
    const found = OPERATORS.find((each) => each.partyId === partyId);
    // As the server would refuse.
    if (this.side !== null || !isTalking(this.visitors) || operator === null || found === undefined) return;
    if (operator.partyId === partyId) return;
    const colleague: Device = { ...found, side: 'colleague' };
    const beside = { kind, callId: 'main', operator, colleague: { partyId, name: partyId } };
    const caller = kind === 'consult' ? operator : colleague;
    const facts = { id: 'side', conversationId: 'v', projectId: 'p', media: 'audio', allBusy: false } as const;
    const relays = { relayOnly: false, relayAvailable: true, connectsEarly: false };
    this.side = invite({ ...facts, ...relays, caller, beside }, this.now).call;
    this.story.push(`${kind} ${partyId}`);
  }

  run(which: 'visitors' | 'side', input: Input): void {
    const before = which === 'side' ? this.side : this.visitors;
    if (before === null) return;
    this.story.push(`${this.now} ${which} ${JSON.stringify(input)}`);
    const after = transition(before, input, this.now).call;
    this.#put(which, after);
    const meaning = meaningOf(before, after);
    const other = which === 'side' ? this.visitors : this.side;
    if (meaning !== null && other !== null) {
      const met = transition(other, meaning, this.now).call;
      equal(meaningOf(other, met)?.type ?? 'listened', 'listened', 'the two do not answer each other for ever');
      this.#put(which === 'side' ? 'visitors' : 'side', met);
    }
    this.#settle();
  }

  sleep(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const due = Math.min(nextDeadline(this.visitors) ?? Infinity, (this.side && nextDeadline(this.side)) ?? Infinity);
      if (due > until) break;
      this.now = Math.max(this.now, due);
      for (const which of ['visitors', 'side'] as const) this.run(which, { type: 'deadline' });
    }
    this.now = until;
  }

  #put(which: 'visitors' | 'side', call: Call): void {
    if (which === 'visitors') this.visitors = call;
    else this.side = call;
  }

  #settle(): void {
    const { visitors, side } = this;
    const holder = holderOf(visitors);
    if (side?.state === 'ended') {
      this.endings.push(`${side.beside?.kind} ${side.reason}`);
      const has = side.callee !== null && holder?.partyId === side.callee.partyId;
      if (side.reason === 'transferred') {
        ok(has && holder?.deviceId === side.callee?.deviceId, 'the very device that was consulted has the call');
      }
      this.side = null;
    } else if (side !== null) {
      ok(isTalking(visitors), 'nothing is beside a call that is over');
      ok(holder?.deviceId === side.beside?.operator.deviceId, 'it belongs to the device that has the visitor’s call');
      ok(holder?.partyId !== side.beside?.colleague.partyId, 'nobody talks with himself');
    }
    const listens = this.side?.beside?.kind === 'listen' && isAnswered(this.side);
    const told = isTalking(visitors) && 'listener' in visitors ? (visitors.listener ?? null) : null;
    equal(
      told?.partyId,
      listens ? this.side?.beside?.colleague.partyId : undefined,
      'who listens is told, and nobody else',
    );
    if (listens) this.listened += 1;
    const claimed = visitors.legs.filter((leg) => leg.part.state === 'claimed' && leg.device.side === 'operator');
    ok(claimed.length <= 1);
    deepEqual(
      visitors.legs.filter((leg) => leg.device.side === 'colleague'),
      [],
      'the visitor’s call knows no colleague of an operator',
    );
  }
}

function partiesOf({ operator, colleague }: Beside): Device[] {
  const colleagues = OPERATORS.filter(({ partyId }) => partyId === colleague.partyId);
  return [{ ...operator, side: 'operator' }, ...colleagues.map((each): Device => ({ ...each, side: 'colleague' }))];
}

function randomInput(random: Random, call: Call, n: number): Input {
  const claimed = call.legs.filter((leg) => leg.part.state === 'claimed').map((leg) => leg.device);
  const { beside } = call;
  // Whose devices may speak of it at all is for the policy to say.
  const others = beside ? partiesOf(beside) : DEVICES;
  const device = random.next() < 0.6 && claimed.length > 0 ? random.pick(claimed) : random.pick(others);
  const reportId = `r${String(n).padStart(4, '0')}`;
  const { gen } = call;
  const ben = { partyId: 'ben', name: 'ben' };
  return random.pick<() => Input>([
    () => ({ type: 'ringing', device }),
    () => ({ type: 'accepted', device }),
    () => ({ type: 'accepted', device }),
    () => ({ type: 'connected', device, gen, reportId }),
    () => ({ type: 'connected', device, gen, reportId }),
    () => ({ type: 'connected', device, gen, reportId }),
    () => ({ type: 'lost', device, gen }),
    () => ({ type: 'left', device, reportId }),
    () => ({ type: 'restart', device, what: 'peer', reportId }),
    () => (random.next() < 0.3 ? { type: 'hungUp', device, why: 'hangup' } : { type: 'deadline' }),
    () => (random.next() < 0.3 ? { type: 'declined', device, scope: 'device' } : { type: 'deadline' }),
    () => (random.next() < 0.3 ? { type: 'transfer', device, to: ben, there: [] } : { type: 'deadline' }),
    () => (random.next() < 0.03 ? { type: 'policy' } : { type: 'deadline' }),
  ])();
}

function handOver(random: Random, pair: Pair): void {
  const { side } = pair;
  const colleague = side && claimedLeg(side, 'colleague')?.device;
  const device = side?.legs.find((leg) => leg.device.side === 'operator')?.device;
  if (!colleague || !device || side.beside?.kind !== 'consult' || random.next() < 0.5) return;
  pair.run('visitors', { type: 'handOver', device, to: { ...colleague, side: 'operator' } });
}

function runOnce(seed: number): Pair {
  const random = new Random(seed);
  const pair = new Pair();
  try {
    for (let n = 0; n < STEPS; n += 1) {
      const what = random.next();
      if (what < 0.2) pair.begin(random.pick(['consult', 'listen']), random.pick(OPERATORS).partyId);
      else if (what < 0.3) handOver(random, pair);
      else if (what < 0.4) pair.sleep(random.below(8_000));
      else if (what < 0.75 && pair.side) pair.run('side', randomInput(random, pair.side, n));
      else pair.run('visitors', randomInput(random, pair.visitors, n));
    }
    pair.sleep(LIMITS.maxCallMs + 600_000);
    deepEqual([pair.visitors.state, pair.side], ['ended', null], 'neither lives for ever');
  } catch (cause) {
    throw new Error(`seed ${seed}\n${pair.story.join('\n')}`, { cause });
  }
  return pair;
}

test(`[CL1] ${RUNS} random interleavings of two calls that belong together`, { timeout: 120_000 }, () => {
  const seen = new Set<string>();
  let listened = 0;
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const pair = runOnce(seed);
    for (const ending of pair.endings) seen.add(ending);
    listened += pair.listened;
  }
  ok(listened > 0);
  const expected = [
    ...['consult transferred', 'consult completed', 'consult cancelled', 'consult declined', 'consult unreachable'],
    ...['consult peer_left', 'listen completed', 'listen declined', 'listen caller_left'],
  ];
  deepEqual(
    expected.filter((ending) => !seen.has(ending)),
    [],
    'reached',
  );
});

test('[CL1] a call that is handed over: the consulted device has it, and neither call knows the other any more', () => {
  const pair = new Pair();
  const anna = first('operator');
  const ben = OPERATORS.find(({ partyId }) => partyId === 'ben');
  ok(ben);
  pair.begin('consult', 'ben');
  pair.run('visitors', { type: 'handOver', device: anna, to: ben });
  // That somebody has answered there is for the command to see; here it is what takes the call that counts.
  ok(sameDevice(holderOf(pair.visitors) ?? anna, ben));
  deepEqual(pair.endings, ['consult cancelled']);
  equal(transition(pair.visitors, { type: 'handOver', device: anna, to: anna }, pair.now).call, pair.visitors);
});
