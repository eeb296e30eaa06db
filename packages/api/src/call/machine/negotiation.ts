/**
 * Signals between the two legs. The server arbitrates: one open offer per generation, so that two offers
 * that cross can't tear the connection. The offerer of the generation wins; the other side's offer goes
 * nowhere, and it answers instead (the "polite" peer of perfect negotiation).
 */
import { LIMITS } from '../../contract/wire.ts';
import type { Effect, InputOf, Step } from './call-input.ts';
import { step } from './call-input.ts';
import type { AnsweredCall, Leg, LiveCall, WaitingCall } from './call-state.ts';
import { earlyDevice, isEarly } from './early.ts';
import { claimedLeg, findLeg, holdsCall, otherSide, updateLeg } from './legs.ts';
import { hold } from './while-waiting.ts';

export function described(call: AnsweredCall, input: InputOf<'described'>): Step {
  const { side } = input.device;
  if (input.gen !== call.gen || !holdsCall(call, input.device)) return step(call);
  if (input.kind === 'answer') {
    return call.openOffer === otherSide(call, side) ? relay({ ...call, openOffer: null }, input) : step(call);
  }
  const wins = call.openOffer === null || (call.openOffer !== side && call.offerer === side);
  return wins ? relay({ ...call, openOffer: side }, input) : step(call);
}

export function describedEarly(call: WaitingCall, input: InputOf<'described'>): Step {
  const { side } = call.caller;
  if (input.gen !== call.gen) return step(call);
  if (input.kind === 'answer') {
    const fits = isEarly(call, input.device) && call.openOffer === side;
    return fits ? relay({ ...call, openOffer: null }, input) : step(call);
  }
  const fits = holdsCall(call, input.device) && call.openOffer === null;
  return fits ? pass({ ...call, openOffer: side }, input) : step(call);
}

/** Candidates of an older generation are late, of a newer one are lies: the server alone makes generations. */
export function candidates(call: LiveCall, input: InputOf<'candidates'>): Step {
  const leg = findLeg(call, input.device);
  if (input.gen !== call.gen || leg === undefined || !maySay(call, leg)) return step(call);
  const sum = leg.candidates + input.count;
  if (sum > LIMITS.candidatesPerLeg) return step(call, { type: 'refuse', code: 'TOO_MANY' });
  return pass(updateLeg(call, input.device, { candidates: sum }), input);
}

export function tracks(call: LiveCall, input: InputOf<'tracks'>): Step {
  const leg = findLeg(call, input.device);
  if (leg?.part.state !== 'claimed' || input.rev <= leg.tracksRev) return step(call);
  return pass(updateLeg(call, input.device, { tracksRev: input.rev }), input);
}

const isWaiting = (call: LiveCall): call is WaitingCall => call.state === 'inviting' || call.state === 'ringing';

/** Whoever has the call, and who connects while it rings. */
const maySay = (call: LiveCall, { device, part }: Leg): boolean =>
  part.state === 'claimed' || (isWaiting(call) && isEarly(call, device));

type ForPeer = InputOf<'described' | 'candidates' | 'tracks'>;

const pass = (call: LiveCall, input: ForPeer): Step =>
  isWaiting(call) && earlyDevice(call) === null ? hold(call, input.signalId) : relay(call, input);

function relay(call: LiveCall, { signalId, device }: ForPeer): Step {
  const early = isWaiting(call) ? earlyDevice(call) : null;
  const to = claimedLeg(call, otherSide(call, device.side))?.device ?? early;
  const effects: Effect[] = to === null ? [] : [{ type: 'relay', signalId, to }];
  return step(call, ...effects);
}
