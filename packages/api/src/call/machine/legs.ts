/** Pure helpers over a call's legs. Each returns the same object when nothing changed. */
import type { LegSide } from '../../contract/call-views.ts';
import { LIMITS } from '../../contract/wire.ts';
import type { Call, CallCore, Device, Leg, LegMedia, LegPart } from './call-state.ts';

/**
 * Devices beyond this number are not tracked before they accept: a stranger's tabs must not grow the row. Those that rang for
 * an answered call don't count, or in a large team nobody could be asked to take it over.
 */
const MAX_LEGS = 100;

export function otherSide({ beside }: CallCore, side: LegSide): LegSide {
  if (side !== 'operator') return 'operator';
  return beside === undefined ? 'visitor' : 'colleague';
}

/** The same person. */
export const sameParty = (a: Device, b: Device): boolean => a.side === b.side && a.partyId === b.partyId;

/** The same leg. Devices of two people may carry the same id, by chance or by malice. */
export const sameDevice = (a: Device, b: Device): boolean => sameParty(a, b) && a.deviceId === b.deviceId;

export const findLeg = (call: CallCore, device: Device): Leg | undefined =>
  call.legs.find((leg) => sameDevice(leg.device, device));

export const claimedLeg = (call: CallCore, side: LegSide): Leg | undefined =>
  call.legs.find((leg) => leg.device.side === side && leg.part.state === 'claimed');

/** Does this very device have the call? */
export const holdsCall = (call: CallCore, device: Device): boolean => findLeg(call, device)?.part.state === 'claimed';

/** Has this very device the call, or had it once it was answered? */
export function hasTalked(call: Call, device: Device): boolean {
  if (call.state === 'inviting' || call.state === 'ringing') return false;
  const part = findLeg(call, device)?.part;
  if (part?.state === 'released' && part.why === 'transferred') return true;
  return sameDevice(call.caller, device) || (call.callee !== null && sameDevice(call.callee, device));
}

export const isOpen = (leg: Leg): boolean => leg.part.state === 'offered' || leg.part.state === 'ringing';

/** Offered or ringing, on the called side. */
export const hasOpenLeg = (call: CallCore): boolean => call.legs.some(isOpen);

export const isPresent = (leg: Leg | undefined, now: number): boolean => leg !== undefined && leg.leaseUntil > now;

export function newLeg(device: Device, part: LegPart, now: number): Leg {
  return { device, part, leaseUntil: now + LIMITS.leaseMs, candidates: 0, tracksRev: -1 };
}

export function updateLegs<C extends Call>(call: C, update: (leg: Leg) => Leg): C {
  const legs = call.legs.map(update);
  return legs.every((leg, i) => leg === call.legs[i]) ? call : { ...call, legs };
}

export function updateLeg<C extends Call>(call: C, device: Device, change: Partial<Omit<Leg, 'device'>>): C {
  return updateLegs(call, (leg) => (sameDevice(leg.device, device) ? { ...leg, ...change } : leg));
}

/** Puts the device's leg into this part; a device that was unknown gets a leg while there is room. */
export function putLeg<C extends Call>(call: C, device: Device, part: LegPart, now: number): C {
  const leg = findLeg(call, device);
  if (leg !== undefined) return leg.part.state === part.state ? call : updateLeg(call, device, { part });
  const isFull = call.legs.filter((each) => each.part.state !== 'released').length >= MAX_LEGS;
  if (isFull && part.state !== 'claimed') return call;
  return { ...call, legs: [...call.legs, newLeg(device, part, now)] };
}

export function renewLease<C extends Call>(call: C, device: Device, now: number): C {
  const until = now + LIMITS.leaseMs;
  const leg = findLeg(call, device);
  return leg === undefined || leg.leaseUntil >= until ? call : updateLeg(call, device, { leaseUntil: until });
}

export function setMedia<C extends Call>(call: C, device: Device, media: LegMedia): C {
  const part = findLeg(call, device)?.part;
  if (part?.state !== 'claimed' || part.media === media) return call;
  return updateLeg(call, device, { part: { state: 'claimed', media } });
}

/** Kept with the leg, so that the farewell of the page before does no harm when it comes late. */
export function noteReport<C extends Call>(call: C, device: Device, reportId: string): C {
  const isNewer = holdsCall(call, device) && reportId > (findLeg(call, device)?.lastReport ?? '');
  return isNewer ? updateLeg(call, device, { lastReport: reportId }) : call;
}

/** The page that went away has been heard of since. */
export const isOutOfDate = (leg: Leg, leftId: string): boolean => leftId < (leg.lastReport ?? '');

/** Whatever it had is gone with it. */
export function withoutPage<C extends Call>(call: C, device: Device, leftId: string): C {
  const leg = findLeg(call, device);
  return leg === undefined || isOutOfDate(leg, leftId) ? call : setMedia(call, device, 'none');
}

export const everyMedia = (call: CallCore, media: LegMedia): boolean =>
  call.legs.every((leg) => leg.part.state !== 'claimed' || leg.part.media === media);

export const someMedia = (call: CallCore, media: LegMedia): boolean =>
  call.legs.some((leg) => leg.part.state === 'claimed' && leg.part.media === media);
