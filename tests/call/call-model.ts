/**
 * A small world around the machine: a clock, some devices, and a driver that does with effects what the server
 * does with them. It keeps its own books, so that the machine is not asked whether the machine was right.
 */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import type { Input } from '../../packages/api/src/call/machine/call-input.ts';
import type { Call, Device } from '../../packages/api/src/call/machine/call-state.ts';
import { nextDeadline } from '../../packages/api/src/call/machine/deadlines.ts';
import { invite, transition } from '../../packages/api/src/call/machine/transition.ts';

const device = (side: Device['side'], partyId: string, deviceId: string): Device => ({
  side,
  partyId,
  deviceId,
  name: partyId,
});

/** The last one is another person's device that uses the id of the visitor's. */
export const DEVICES: readonly Device[] = [
  device('visitor', 'vera', 'tab-1'),
  device('visitor', 'vera', 'tab-2'),
  device('operator', 'anna', 'desk'),
  device('operator', 'anna', 'phone'),
  device('operator', 'ben', 'desk'),
  device('operator', 'mallory', 'tab-1'),
];

const same = (a: Device, b: Device): boolean =>
  a.side === b.side && a.partyId === b.partyId && a.deviceId === b.deviceId;
const key = (d: Device): string => `${d.side}/${d.partyId}/${d.deviceId}`;

type SignalInput = Extract<Input, { signalId: string }>;

const isOpen = (leg: Call['legs'][number]): boolean => leg.part.state === 'offered' || leg.part.state === 'ringing';

/** Both the caller and a device that rings have said that they can. */
const earlyOf = (call: Call): Device | null =>
  (call.state === 'inviting' || call.state === 'ringing') && call.callerCanEarly === true
    ? (call.early?.device ?? null)
    : null;

/** What the two ends may get to see of one generation, told by what was delivered alone. */
class Negotiation {
  #gen = -1;
  #open: Device['side'] | null = null;
  #candidates = new Map<Device['side'], number>();

  deliver(signal: SignalInput, { gen, offerer }: Call): void {
    if (gen !== this.#gen) {
      this.#gen = gen;
      this.#open = null;
      this.#candidates = new Map();
    }
    const { side } = signal.device;
    if (signal.type === 'candidates') {
      const sum = (this.#candidates.get(side) ?? 0) + signal.count;
      ok(sum <= LIMITS.candidatesPerLeg, 'candidates are limited per leg and generation');
      this.#candidates.set(side, sum);
    } else if (signal.type === 'described' && signal.kind === 'answer') {
      ok(this.#open !== null && this.#open !== side, 'an answer answers an open offer of the other side');
      this.#open = null;
    } else if (signal.type === 'described') {
      ok(
        this.#open === null || (this.#open !== side && side === offerer),
        'of two crossing offers the offerer’s counts',
      );
      this.#open = side;
    }
  }
}

interface Relays {
  relayOnly: boolean;
  relayAvailable: boolean;
  connectsEarly?: boolean;
}

export class CallModel {
  now = 1_000_000;
  call: Call;
  readonly #story: [at: number, what: Input | { type: 'renew'; holder: Device }][] = [];
  readonly delivered: string[] = [];
  readonly reasons: string[] = [];
  /** Who has the call for the side that did not make it. */
  winner: Device | null = null;
  transfers = 0;
  /** Of the device that connects while it rings: what it was sent or has said, and calls that were whole at the accept. */
  readonly whileRinging = { relayed: 0, stood: 0 };
  readonly #mayConnectEarly: boolean;
  #started = 0;
  #stateEvents = 0;
  readonly #signals = new Map<string, SignalInput>();
  readonly #negotiation = new Negotiation();
  /** Who said "connected", in which generation. */
  readonly #connected = new Set<string>();
  #reconnectingSince = 0;
  readonly #offered = new Set<string>();

  constructor(caller: Device, allBusy: boolean, relays: Relays = { relayOnly: false, relayAvailable: true }) {
    const call = { id: 'c', conversationId: 'v', projectId: 'p', media: 'video', caller, allBusy } as const;
    const first = invite({ connectsEarly: false, ...call, ...relays }, this.now);
    this.call = first.call;
    this.#mayConnectEarly = relays.connectsEarly === true && relays.relayAvailable;
    this.#book(first.effects, null);
    this.#newStateEvents();
  }

  /** Everything that happened, to be told when a property fails. */
  get story(): string {
    return this.#story.map(([at, what]) => `${at} ${JSON.stringify(what)}`).join('\n');
  }

  /** What the server does with one input: a signal's id is looked up first, and answered once (EL6). */
  run(input: Input): void {
    this.#story.push([this.now, input]);
    this.#postponed ||= input.type === 'absent';
    if ('signalId' in input) {
      if (this.#signals.has(input.signalId)) return;
      this.#signals.set(input.signalId, input);
    }
    const before = this.call;
    const step = transition(before, input, this.now);
    if (step.effects.some((effect) => effect.type === 'refuse')) {
      equal(step.call, before, 'a refused signal changes nothing');
    }
    this.call = step.call;
    if (input.type === 'accepted' || input.type === 'rival') this.#noteWinner(before, input.device);
    if (input.type === 'accepted') this.#noteTransfer(before, input.device);
    this.#book(step.effects, 'device' in input ? input.device : null);
    this.#check(before, input);
  }

  /** One statement renews the leases of the devices whose sockets are open; the machine does not run. */
  renew(holder: Device): void {
    this.#story.push([this.now, { type: 'renew', holder }]);
    const leaseUntil = this.now + LIMITS.leaseMs;
    const legs = this.call.legs.map((leg) => (same(leg.device, holder) ? { ...leg, leaseUntil } : leg));
    this.call = { ...this.call, legs };
  }

  /** Time passes. The sweeper looks in `lateMs` after a deadline; devices that are `connected` keep their leases. */
  sleep(ms: number, { lateMs = 0, connected = [] }: { lateMs?: number; connected?: readonly Device[] } = {}): void {
    const until = this.now + ms;
    for (let due = nextDeadline(this.call); due !== null; due = nextDeadline(this.call)) {
      if (Math.max(this.now, due) + lateMs > until) break;
      this.now = Math.max(this.now, due);
      for (const holder of connected) this.renew(holder);
      if ((nextDeadline(this.call) ?? Infinity) > this.now) continue;
      this.now += lateMs;
      const before = this.call;
      this.run({ type: 'deadline' });
      ok(this.call !== before, 'a deadline that has passed changes something, or the sweeper would spin');
    }
    this.now = until;
  }

  #noteWinner(before: Call, by: Device): void {
    const waiting = before.state === 'inviting' || before.state === 'ringing';
    if (waiting && by.side !== before.caller.side) {
      equal(this.winner, null, 'one winner');
      this.winner = by;
    }
  }

  /** Whoever rings for a transfer, on whatever device, may take the operator's place; nobody else may. */
  #noteTransfer(before: Call, by: Device): void {
    const asked =
      before.state === 'active' || before.state === 'reconnecting' ? before.transfer?.to.partyId : undefined;
    if (asked === undefined || by.side !== 'operator' || by.partyId !== asked) return;
    this.transfers += 1;
    this.#reconnectingSince = this.now;
    if (before.caller.side === 'visitor') this.winner = by;
    const claimed = this.call.legs.filter((leg) => leg.device.side === 'operator' && leg.part.state === 'claimed');
    deepEqual(
      claimed.map((leg) => leg.device),
      [by],
      'who accepts a transfer has the call',
    );
    equal(this.call.gen, before.gen + 1, 'and begins a generation of its own');
  }

  #book(effects: ReturnType<typeof transition>['effects'], by: Device | null): void {
    for (const effect of effects) {
      if (effect.type === 'relay') this.#relay(effect.signalId, effect.to, by);
      else if (effect.type === 'state') this.#stateEvents += 1;
      else if (effect.type === 'started') this.#started += 1;
      else if (effect.type === 'ended' && this.call.state === 'ended') this.reasons.push(this.call.reason);
      else if (effect.type === 'hold' && by !== null) ok(same(by, this.call.caller), 'only the caller is heard early');
    }
    for (const leg of this.call.legs)
      if (leg.part.state === 'offered' || leg.part.state === 'ringing') this.#offered.add(key(leg.device));
  }

  #relay(signalId: string, to: Device, by: Device | null): void {
    const signal = this.#signals.get(signalId);
    ok(signal !== undefined && by !== null, 'a relayed signal has a sender');
    const other = this.winner ?? this.early;
    ok(other !== null, 'before someone has won nobody is sent anything but the device that connects early');
    const from = signal.device;
    const { caller } = this.call;
    ok(same(caller.side === from.side ? caller : other, from), 'the sender has the call, or connects early');
    const between = (same(from, caller) && same(to, other)) || (same(from, other) && same(to, caller));
    ok(between, `[CL2] signals go between the caller and the one other: ${key(from)} → ${key(to)}`);
    if (this.winner === null) this.whileRinging.relayed += 1;
    ok(!this.delivered.includes(signalId), 'each signal once');
    this.delivered.push(signalId);
    if (signal.type !== 'tracks') equal(signal.gen, this.call.gen, 'a signal of an older generation is void');
    this.#negotiation.deliver(signal, this.call);
  }

  #check(before: Call, input: Input): void {
    const { call } = this;
    for (const side of ['visitor', 'operator'] as const) {
      const claimed = call.legs.filter((leg) => leg.device.side === side && leg.part.state === 'claimed');
      ok(claimed.length <= 1, `at most one claimed leg of the ${side}`);
    }
    equal(new Set(call.legs.map((leg) => key(leg.device))).size, call.legs.length, 'one leg per device');
    ok(call.relayOnly || !before.relayOnly, '[CL3] relays only, once and for all generations to come');
    ok(call.relayAvailable || !call.relayOnly, 'relays only where there is a relay');
    ok(call.gen >= before.gen && call.version >= before.version, 'gen and version only grow');
    equal(call.version - before.version, this.#newStateEvents(), 'each visible change is told once');
    if (call.state !== before.state) ok(call.version > before.version, 'a new state is visible');
    if (before.state === 'ended') equal(call, before, 'ended absorbs');
    if (this.winner !== null) this.#checkWhoRings();
    this.#checkEarly(before);
    this.#checkMedia(before, input);
    if (call.state === 'ended') this.#checkEnded();
    else {
      equal(this.reasons.length, 0, 'a reason means the end');
      this.#checkDeadline(input);
    }
    const repeated = 'signalId' in input || input.type === 'restart' || input.type === 'absent';
    if (repeated) return;
    const again = transition(call, input, this.now).call;
    if (again !== call) equal(JSON.stringify(again), JSON.stringify(call), 'again is nothing');
  }

  /** Who connects while it rings: the device that does, if there is one. */
  get early(): Device | null {
    const { call } = this;
    return earlyOf(call);
  }

  /** One that rings, by relays alone; and whatever it was told is void once it is the one no more, unless it has won. */
  #checkEarly(before: Call): void {
    const { call, early } = this;
    if (early !== null) {
      ok(call.relayOnly && this.#mayConnectEarly, '[CL3] early by relays alone, and only where it is wanted');
      const rings = call.legs.some((leg) => same(leg.device, early) && isOpen(leg));
      ok(rings, 'whoever connects early rings');
    }
    const was = earlyOf(before);
    if (was === null || call.state === 'ended') return;
    const now = early ?? this.winner;
    if (now === null || !same(was, now)) equal(call.gen, before.gen + 1, 'what was said to another device is void');
    if (call.state === 'active') this.whileRinging.stood += 1;
  }

  /** Once someone has answered nobody rings on, but for the colleague to whom the call is to be handed. */
  #checkWhoRings(): void {
    const { call } = this;
    const asked = call.state === 'active' || call.state === 'reconnecting' ? call.transfer?.to.partyId : undefined;
    for (const leg of call.legs.filter(isOpen)) {
      const isAsked = leg.device.side === 'operator' && leg.device.partyId === asked;
      ok(isAsked, `${key(leg.device)} rings after someone has answered`);
    }
    ok(
      !call.legs.some((leg) => leg.part.state === 'claimed' && leg.device.partyId === asked),
      'nobody is asked who has the call',
    );
  }

  #checkMedia(before: Call, input: Input): void {
    const { call } = this;
    if (input.type === 'connected') this.#connected.add(`${key(input.device)} ${input.gen}`);
    const claimed = call.legs.filter((leg) => leg.part.state === 'claimed');
    if (call.state === 'active' && before.state !== 'active') {
      for (const leg of claimed)
        ok(this.#connected.has(`${key(leg.device)} ${call.gen}`), 'active: both are connected, in this generation');
    }
    if (call.state !== 'reconnecting') return;
    if (before.state !== 'reconnecting') this.#reconnectingSince = this.now;
    if (!this.#postponed)
      equal(call.graceDeadline, this.#reconnectingSince + LIMITS.graceMs, 'one grace time, from the first loss');
    if (before.state === 'active' && input.type === 'deadline') {
      ok(
        claimed.every((leg) => leg.leaseUntil <= this.now),
        'one lost socket alone disturbs nobody whose media flows',
      );
    }
  }

  #postponed = false;
  #seenStateEvents = 0;
  #newStateEvents(): number {
    const fresh = this.#stateEvents - this.#seenStateEvents;
    this.#seenStateEvents = this.#stateEvents;
    return fresh;
  }

  #checkEnded(): void {
    equal(this.reasons.length, 1, 'exactly one terminal reason');
    equal(this.#started, 1, 'started once');
    for (const leg of this.call.legs) {
      ok(
        leg.part.state !== 'offered' && leg.part.state !== 'ringing' && leg.part.state !== 'claimed',
        'no leg stays open',
      );
    }
    for (const known of this.#offered)
      ok(
        this.call.legs.some((leg) => key(leg.device) === known),
        'no leg is forgotten',
      );
  }

  /** No state may last for ever: it has a deadline within its own limit, or (active) leases that are alive. */
  #checkDeadline(input: Input): void {
    const due = nextDeadline(this.call);
    ok(due !== null, 'a live call has a deadline');
    if (input.type === 'deadline') ok(due > this.now, 'and after a look at it, it is in the future');
    const limit = {
      inviting: this.call.legs.some(isOpen) ? LIMITS.leaseMs : LIMITS.ringAckMs,
      ringing: LIMITS.ringMs,
      connecting: LIMITS.connectMs,
      active: LIMITS.leaseMs,
      reconnecting: LIMITS.graceMs,
    };
    if (this.call.state !== 'ended' && !this.#postponed) {
      ok(due <= this.now + limit[this.call.state], `${this.call.state} is looked at within its limit`);
    }
  }
}
