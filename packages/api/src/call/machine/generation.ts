/** What all answered calls share: who is in them, and how media starts over. */
import type { InputOf, Step } from './call-input.ts';
import { step } from './call-input.ts';
import type { AnsweredCall, Connecting, Device, Leg } from './call-state.ts';
import { end } from './end.ts';
import { claimedLeg, holdsCall, isPresent, otherSide, renewLease, sameParty, updateLegs } from './legs.ts';

/** One of the two people who talk, on whichever of their devices. */
export const isParty = (call: AnsweredCall, device: Device): boolean =>
  sameParty(call.caller, device) || sameParty(call.callee, device);

/** gen + 1 voids every signal that is still under way; one side alone makes the new offer. */
export function nextGeneration<C extends AnsweredCall>(call: C, now: number): C {
  const callerIsThere = isPresent(claimedLeg(call, call.caller.side), now);
  return {
    ...updateLegs(call, startOver),
    gen: call.gen + 1,
    openOffer: null,
    restarts: call.restarts + 1,
    offerer: callerIsThere ? call.caller.side : otherSide(call, call.caller.side),
  };
}

/**
 * A page that was loaded anew knows nothing of the connection that was, so it makes the offer. An offer to it would be
 * for that old connection: its answer could not be joined to it, and all would begin once more.
 */
export const nextGenerationBy = <C extends AnsweredCall>(call: C, { side }: Device, now: number): C => ({
  ...nextGeneration(call, now),
  offerer: side,
});

/**
 * Two devices that can't agree must not spin: after this many generations without media, deadlines decide. More
 * than any loss needs, whose restarts are seconds apart.
 */
const MAX_RESTARTS = 10;

export const mayRestart = (call: AnsweredCall): boolean => call.restarts < MAX_RESTARTS;

const startOver = (leg: Leg): Leg =>
  leg.part.state === 'claimed' ? { ...leg, candidates: 0, part: { state: 'claimed', media: 'none' } } : leg;

/** Without a microphone nobody can talk: not at first, and not after a page was loaded again. */
export const denied = (call: AnsweredCall, input: InputOf<'denied'>, now: number): Step =>
  holdsCall(call, input.device) ? end(call, 'media_denied', now) : step(call);

/** Nobody new can join an answered call; a leg of its own comes back to where it was. */
export const attached = (call: Connecting, input: InputOf<'attached'>, now: number): Step =>
  step(renewLease(call, input.device, now));
