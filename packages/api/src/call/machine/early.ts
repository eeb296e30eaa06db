/**
 * Connecting while it rings, where the project wants it. One device of the called side, the first that rings and can, is
 * given what the caller says before anybody has accepted, and its answers go to the caller. Such a call goes by relays
 * alone, first to last, and neither side sends sound before the accept: both must have said that they know of that. If
 * that device accepts, the connection stands already. If another one does, or this one goes, a new generation voids
 * what was said between the two.
 */
import type { Effect, InputOf, Step } from './call-input.ts';
import { changed, step } from './call-input.ts';
import type { Device, WaitingCall } from './call-state.ts';
import { findLeg, isOpen, sameDevice, setMedia, updateLegs, withoutPage } from './legs.ts';

/** The device that the caller's words go to while it rings. */
export const earlyDevice = ({ early, callerCanEarly }: WaitingCall): Device | null =>
  early != null && callerCanEarly === true ? early.device : null;

export function isEarly(call: WaitingCall, device: Device): boolean {
  const early = earlyDevice(call);
  return early !== null && sameDevice(early, device);
}

/** A page can: the caller's, or one that rings. */
export function can(call: WaitingCall, { device, reportId }: InputOf<'early'>): Step {
  if (call.connectsEarly !== true) return step(call);
  if (sameDevice(call.caller, device)) {
    return call.callerCanEarly === true ? step(call) : begin({ ...call, callerCanEarly: true });
  }
  if (findLeg(call, device)?.part.state !== 'ringing') return step(call);
  const early = { device, reportId, media: 'none' } as const;
  if (call.early == null) return begin({ ...call, early });
  // Its page was loaded anew, and knows nothing of what was said to the one before.
  const isNewPage = sameDevice(call.early.device, device) && reportId > call.early.reportId;
  return isNewPage ? begin({ ...withoutEarly(call), early }) : step(call);
}

/** Once both can, what the caller has said until now goes to that device. */
function begin(call: WaitingCall): Step {
  const to = earlyDevice(call);
  if (to === null) return step(call);
  const effects = call.held.map((signalId): Effect => ({ type: 'relay', signalId, to }));
  return changed({ ...call, held: [] }, ...effects);
}

/** Kept until the accept: then there is nothing left to wait for. */
export const connected = (call: WaitingCall, { device, gen }: InputOf<'connected'>): Step =>
  step(gen === call.gen ? setEarlyMedia(call, device, 'connected') : call);

export const lost = (call: WaitingCall, { device, gen }: InputOf<'lost'>): Step =>
  step(gen === call.gen ? setEarlyMedia(call, device, 'none') : call);

/** What does not come about while it rings is left to the accept: no device tries it again. */
export function failed(call: WaitingCall, { device, gen }: InputOf<'failed'>): Step {
  const isTheirs = isEarly(call, device) || (earlyDevice(call) !== null && sameDevice(call.caller, device));
  return gen === call.gen && isTheirs ? changed({ ...withoutEarly(call), connectsEarly: false }) : step(call);
}

/** The page goes away, and what it had goes with it. A farewell of the page before comes too late. */
export function left(call: WaitingCall, { device, reportId }: InputOf<'left'>): Step {
  const { early } = call;
  if (early == null || !sameDevice(early.device, device)) return step(withoutPage(call, device, reportId));
  return reportId < early.reportId ? step(call) : told(call, withoutEarly(call));
}

/** Its device may ring no more: it has declined, or is out of reach. */
export function whileItRings(call: WaitingCall): WaitingCall {
  if (call.early == null) return call;
  const leg = findLeg(call, call.early.device);
  return leg !== undefined && isOpen(leg) ? call : withoutEarly(call);
}

/** Only what was said is void for all to see; who might have been told is the machine's own affair. */
export const told = (before: WaitingCall, after: WaitingCall): Step =>
  before.gen === after.gen ? step(after) : changed(after);

/** The next that rings may be the one. */
export const withoutEarly = (call: WaitingCall): WaitingCall => ({
  ...(earlyDevice(call) === null ? call : offerAnew(call)),
  early: null,
});

/** gen + 1 voids what was offered. */
export function offerAnew(call: WaitingCall): WaitingCall {
  const fresh = updateLegs(setMedia(call, call.caller, 'none'), (leg) =>
    leg.candidates === 0 ? leg : { ...leg, candidates: 0 },
  );
  const early = call.early == null ? {} : { early: { ...call.early, media: 'none' as const } };
  return { ...fresh, ...early, gen: call.gen + 1, openOffer: null, held: [] };
}

function setEarlyMedia(call: WaitingCall, device: Device, media: 'none' | 'connected'): WaitingCall {
  if (call.early == null || earlyDevice(call) === null) return call;
  if (!isEarly(call, device)) return setMedia(call, device, media);
  return call.early.media === media ? call : { ...call, early: { ...call.early, media } };
}
