/**
 * While two people talk, the operator's place goes to a colleague. Blind: his devices ring, and the first of them to accept
 * has it; until then, and if none does, the call is what it was. Attended: he has been consulted in a call of its own
 * (`beside.ts`), and the device that he talked on has it at once.
 */
import type { TransferEndReason } from '../../contract/call-views.ts';
import { LIMITS } from '../../contract/wire.ts';
import type { InputOf, Step } from './call-input.ts';
import { changed, step } from './call-input.ts';
import type { Device, Person, Reconnecting, ReleaseReason, Talking } from './call-state.ts';
import { release } from './end.ts';
import { nextGeneration } from './generation.ts';
import {
  claimedLeg,
  findLeg,
  hasOpenLeg,
  isOpen,
  isPresent,
  putLeg,
  renewLease,
  sameParty,
  updateLeg,
  updateLegs,
} from './legs.ts';

const isPerson = (device: Device, { partyId }: Person): boolean =>
  device.side === 'operator' && device.partyId === partyId;

const isAsked = ({ transfer }: Talking, device: Device): boolean => transfer != null && isPerson(device, transfer.to);

/** On whichever of his devices he asks. */
function hasTheCall(call: Talking, device: Device): boolean {
  const leg = claimedLeg(call, 'operator');
  return call.beside === undefined && leg !== undefined && sameParty(leg.device, device);
}

/** The colleague's devices that are there ring; others may turn up. Whoever was asked before is asked no longer. */
export function begin(call: Talking, { device, to, there }: InputOf<'transfer'>, now: number): Step {
  if (!hasTheCall(call, device) || isPerson(device, to) || call.transfer?.to.partyId === to.partyId) return step(call);
  let asked = stopAsking(call, 'cancelled');
  for (const { deviceId, leaseUntil } of there) {
    const known: Device = { side: 'operator', partyId: to.partyId, deviceId, name: to.name };
    asked = updateLeg(putLeg(asked, known, { state: 'offered' }, now), known, { leaseUntil });
  }
  const transfer = { to, ackDeadline: now + LIMITS.ringAckMs, ringDeadline: now + LIMITS.ringMs };
  return changed({ ...asked, transfer, transferEnded: null });
}

export const cancel = (call: Talking, { device }: InputOf<'cancelTransfer'>): Step =>
  hasTheCall(call, device) ? told(call, inVain(call, 'cancelled')) : step(call);

/** It is one person who is asked: his no on one device is his no. */
export const declined = (call: Talking, { device }: { device: Device }): Step =>
  isAsked(call, device) ? told(call, inVain(call, 'declined')) : step(call);

/** A device of the colleague has turned up. */
export function offer(call: Talking, device: Device, now: number): Talking {
  const leg = findLeg(call, device);
  if (!isAsked(call, device) || (leg !== undefined && isOpen(leg))) return call;
  return renewLease(putLeg(call, device, { state: 'offered' }, now), device, now);
}

export const ringing = (call: Talking, { device }: InputOf<'ringing'>, now: number): Step =>
  step(isAsked(call, device) ? renewLease(putLeg(call, device, { state: 'ringing' }, now), device, now) : call);

export const accepted = (call: Talking, { device }: InputOf<'accepted'>, now: number): Step =>
  isAsked(call, device) ? take(call, device, now) : step(call);

export const handOver = (call: Talking, { device, to }: InputOf<'handOver'>, now: number): Step =>
  hasTheCall(call, device) && !sameParty(device, to) ? take(call, to, now) : step(call);

/**
 * To the other side this is a page that was loaded anew: it alone knows nothing of the connection that was, so it makes
 * the offer. The grace time is its own: what the one before had lost is not held against it.
 */
function take(call: Talking, device: Device, now: number): Step {
  const before = claimedLeg(call, 'operator');
  if (before === undefined) return step(call);
  const released = updateLegs(call, (leg) => (leg === before ? release(leg, 'transferred') : leg));
  const claimed = putLeg(released, device, { state: 'claimed', media: 'none' }, now);
  const alone = stopAsking(
    renewLease(updateLeg(claimed, device, { tracksRev: -1 }), device, now),
    'answered_elsewhere',
  );
  const handedOver: Reconnecting = {
    ...alone,
    state: 'reconnecting',
    ...(call.caller.side === 'operator' ? { caller: device } : { callee: device }),
    transferEnded: null,
    listener: null,
    transferredFrom: { partyId: before.device.partyId, name: before.device.name },
    restarts: 0,
    graceDeadline: now + LIMITS.graceMs,
  };
  const fresh: Reconnecting = { ...nextGeneration(handedOver, now), offerer: 'operator' };
  return changed(fresh, { type: 'handedOver', from: before.device, to: device });
}

/** Devices that are gone ring no more; when nobody is left to answer, or nobody has, the transfer is over. */
export function overdue(call: Talking, now: number): Talking {
  if (call.transfer == null) return call;
  const { ackDeadline, ringDeadline } = call.transfer;
  const left = updateLegs(call, (leg) =>
    isOpen(leg) && !isPresent(leg, now) ? { ...leg, part: { state: 'unreachable' } } : leg,
  );
  if (now >= ringDeadline) return inVain(left, 'no_answer');
  return now >= ackDeadline && !hasOpenLeg(left) ? inVain(left, 'unreachable') : left;
}

/** Which devices ring is the machine's own affair; whether anybody is asked is everyone's. */
export function told(before: Talking, after: Talking): Step {
  return (before.transfer ?? null) === (after.transfer ?? null) ? step(after) : changed(after);
}

/** Nobody has taken the call, and why is for its operator to know. */
function inVain(call: Talking, why: TransferEndReason): Talking {
  return call.transfer == null ? call : { ...stopAsking(call, why), transferEnded: { to: call.transfer.to, why } };
}

function stopAsking(call: Talking, why: ReleaseReason): Talking {
  if (call.transfer == null) return call;
  return { ...updateLegs(call, (leg) => (isOpen(leg) ? release(leg, why) : leg)), transfer: null };
}
