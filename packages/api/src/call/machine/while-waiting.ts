/** inviting and ringing: the called side has not accepted yet. */
import type { CallMedia } from '../../contract/call-views.ts';
import { LIMITS } from '../../contract/wire.ts';
import type { InputOf, Step } from './call-input.ts';
import { changed, step } from './call-input.ts';
import type { Connecting, Device, LegPart, WaitingCall } from './call-state.ts';
import { stateDeadline } from './deadlines.ts';
import * as early from './early.ts';
import { end, release } from './end.ts';
import {
  findLeg,
  hasOpenLeg,
  isOpen,
  isPresent,
  noteReport,
  otherSide,
  putLeg,
  renewLease,
  sameDevice,
  sameParty,
  updateLegs,
} from './legs.ts';
import { onceWhole } from './while-connecting.ts';

/** Signals kept for the winner: an offer, the candidates in single messages, and some changes of the tracks. */
const HELD_SIGNALS = LIMITS.candidatesPerLeg + 20;

const isCalled = (call: WaitingCall, device: Device): boolean => device.side === otherSide(call, call.caller.side);

export function attached(call: WaitingCall, input: InputOf<'attached'>, now: number): Step {
  const state = findLeg(call, input.device)?.part.state;
  if (isCalled(call, input.device) && (state === undefined || state === 'unreachable')) {
    return step(renewLease(putLeg(call, input.device, { state: 'offered' }, now), input.device, now));
  }
  return step(renewLease(call, input.device, now));
}

/** The first device that rings turns `inviting` into `ringing`: the caller hears a ringback tone only when it is true. */
export function ringing(call: WaitingCall, input: InputOf<'ringing'>, now: number): Step {
  if (!isCalled(call, input.device) || findLeg(call, input.device)?.part.state === 'declined') return step(call);
  const rung = renewLease(putLeg(call, input.device, { state: 'ringing' }, now), input.device, now);
  return call.state === 'inviting' ? changed({ ...rung, state: 'ringing' }) : step(rung);
}

export const accepted = (call: WaitingCall, input: InputOf<'accepted'>, now: number): Step =>
  answer(call, input.device, call.media, now);

/**
 * Glare: both sides called each other, so both want to talk. Nobody is shown more than he asked to show. Whoever calls has
 * answered nothing: what his device may have while it rings is another part of his page.
 */
export function rival(call: WaitingCall, { device, media }: InputOf<'rival'>, now: number): Step {
  const fresh = early.isEarly(call, device) ? early.withoutEarly(call) : call;
  return answer(fresh, device, media === 'audio' ? 'audio' : call.media, now);
}

function answer(call: WaitingCall, device: Device, media: CallMedia, now: number): Step {
  if (!isCalled(call, device)) return step(call);
  const isTheirs = early.isEarly(call, device);
  const fresh = isTheirs ? call : early.withoutEarly(call);
  const part: LegPart = { state: 'claimed', media: fresh.early?.media ?? 'none' };
  const theirs = renewLease(putLeg(fresh, device, part, now), device, now);
  const claimed = fresh.early == null ? theirs : noteReport(theirs, device, fresh.early.reportId);
  const { ackDeadline: _ack, ringDeadline: _ring, held, ...answered } = claimed;
  const { connectsEarly: _wanted, callerCanEarly: _can, early: _early, ...rest } = answered;
  const connecting: Connecting = {
    ...rest,
    legs: claimed.legs.map((leg) => (isOpen(leg) ? release(leg, 'answered_elsewhere') : leg)),
    state: 'connecting',
    media,
    callee: device,
    answeredAt: now,
    restarts: 0,
    attempt: 1,
    connectDeadline: now + LIMITS.connectMs,
  };
  return changed(
    onceWhole(connecting, now),
    ...held.map((signalId) => ({ type: 'relay' as const, signalId, to: device })),
  );
}

export function declined(call: WaitingCall, input: InputOf<'declined'>, now: number): Step {
  if (!isCalled(call, input.device)) return step(call);
  // It is one colleague who is asked: his no on one device is his no.
  if (input.scope === 'everyone' || call.beside !== undefined) return end(call, 'declined', now);
  return endIfNobodyLeft(call, putLeg(call, input.device, { state: 'declined' }, now), now);
}

export function hungUp(call: WaitingCall, input: InputOf<'hungUp'>, now: number): Step {
  if (sameParty(call.caller, input.device)) {
    return end(call, input.why === 'media_denied' ? 'media_denied' : 'cancelled', now);
  }
  return declined(call, { type: 'declined', device: input.device, scope: 'device' }, now);
}

export const denied = (call: WaitingCall, input: InputOf<'denied'>, now: number): Step =>
  hungUp(call, { type: 'hungUp', device: input.device, why: 'media_denied' }, now);

/** The caller's page was loaded again: what it had offered is void. */
export function restart(call: WaitingCall, input: InputOf<'restart'>): Step {
  if (!sameDevice(call.caller, input.device)) return step(call);
  return changed(early.offerAnew(noteReport(call, input.device, input.reportId)));
}

/** For now only the caller has something to say, and nobody to say it to. */
export function hold(call: WaitingCall, signalId: string): Step {
  if (call.held.length >= HELD_SIGNALS) return step(call, { type: 'refuse', code: 'TOO_MANY' });
  return step({ ...call, held: [...call.held, signalId] }, { type: 'hold', signalId });
}

export function deadline(call: WaitingCall, _input: InputOf<'deadline'>, now: number): Step {
  if (!isPresent(findLeg(call, call.caller), now)) return end(call, 'caller_left', now);
  const present = updateLegs(call, (leg) =>
    isOpen(leg) && !isPresent(leg, now) ? { ...leg, part: { state: 'unreachable' } } : leg,
  );
  if (now >= call.ringDeadline) return end(present, 'no_answer', now);
  if (call.state === 'inviting' && now >= stateDeadline(present)) return end(present, whyNobody(present), now);
  return endIfNobodyLeft(call, present, now);
}

/** Devices turn up one by one, so before the ack deadline "nobody" may only mean "not yet". */
function endIfNobodyLeft(before: WaitingCall, call: WaitingCall, now: number): Step {
  if (!hasOpenLeg(call) && now >= call.ackDeadline) return end(call, whyNobody(call), now);
  return early.told(before, early.whileItRings(call));
}

const whyNobody = (call: WaitingCall) =>
  call.legs.some((leg) => leg.part.state === 'declined') ? 'declined' : 'unreachable';
