/** Whose a call is, seen from this device, and what follows from that for the app. Pure. */
import type { CallEndReason, CallState, CallView, LegSide } from '@parley/api/contract/call-views';
import type { CallSnapshot } from '../call-types.ts';
import type { CallPhaseEvent } from './call-state.ts';

export interface Device {
  side: LegSide;
  deviceId: string;
  /** Of an operator, once it is known: a call may be offered to him. */
  operatorId: string | null;
}

/**
 * caller, callee: this device has the call · called: it may take it · offered: it may take it over from a colleague ·
 * bystander: another device has it.
 */
export type Part = 'caller' | 'callee' | 'called' | 'offered' | 'bystander';

/** Between two operators it is the call that tells which of them we are. */
export function placed({ beside }: CallView, device: Device): Device {
  const { operatorId } = device;
  if (!beside || operatorId === null) return device;
  return { ...device, side: beside.colleague.id === operatorId ? 'colleague' : 'operator' };
}

export function partOf(view: CallView, device: Device): Part {
  const own = view.caller.side === device.side ? 'caller' : 'callee';
  const holder = view[own];
  if (holder === null) return 'called';
  // Two people's devices may carry one id, by chance.
  const isOurs = device.side === 'visitor' || device.operatorId === null || holder.id === device.operatorId;
  if (isOurs && holder.deviceId === device.deviceId) return own;
  // A server of the version before knows of no transfers.
  const wanted: CallView['transfer'] | undefined = view.transfer;
  return device.operatorId !== null && wanted?.to.id === device.operatorId ? 'offered' : 'bystander';
}

/** Has this device the call? */
export const holds = (part: Part | null): boolean => part === 'caller' || part === 'callee';

/** Is this the device that connects while it rings? */
export function isEarly(view: CallView, device: Device): boolean {
  const early = view.early?.device;
  if (!early || partOf(view, device) !== 'called') return false;
  const isOurs = device.side === 'visitor' || device.operatorId === null || early.id === device.operatorId;
  return isOurs && early.deviceId === device.deviceId;
}

/** The participant on the other side, as far as there is one. A device that connects while it rings has no name yet. */
export function otherOf(view: CallView, side: LegSide): { name: string | null; deviceId: string | null } {
  const other = side === view.caller.side ? view.callee : view.caller;
  return other ?? { name: null, deviceId: view.early?.device?.deviceId ?? null };
}

/** What the server's state is to each part. */
const SEEN: Record<CallState, Record<Part, CallPhaseEvent>> = {
  inviting: { caller: 'calling', callee: 'incoming', called: 'incoming', offered: 'over', bystander: 'over' },
  ringing: { caller: 'ringing', callee: 'incoming', called: 'incoming', offered: 'over', bystander: 'over' },
  connecting: {
    caller: 'connecting',
    callee: 'connecting',
    called: 'over',
    offered: 'incoming',
    bystander: 'over',
  },
  active: { caller: 'active', callee: 'active', called: 'over', offered: 'incoming', bystander: 'over' },
  reconnecting: {
    caller: 'reconnecting',
    callee: 'reconnecting',
    called: 'over',
    offered: 'incoming',
    bystander: 'over',
  },
  ended: { caller: 'over', callee: 'over', called: 'over', offered: 'over', bystander: 'over' },
};

export function seen(view: CallView, device: Device): CallPhaseEvent {
  return SEEN[view.state][partOf(view, device)];
}

/**
 * @param before our part until now
 * @param declinedHere was it this device that said no?
 */
export function endReasonOf(
  view: CallView,
  device: Device,
  declinedHere: boolean,
  before: Part | null = null,
): CallSnapshot['endReason'] {
  const part = partOf(view, device);
  if (view.state !== 'ended' && part !== 'bystander') return null;
  if (view.state !== 'ended') return declinedHere ? 'declined' : whyNotOurs(view, device, before);
  const reason: CallEndReason | null = view.endReason;
  return reason === 'declined' && part === 'called' && !declinedHere ? 'declined_elsewhere' : reason;
}

/** The call goes on, without this device. */
function whyNotOurs(view: CallView, device: Device, before: Part | null): CallSnapshot['endReason'] {
  const holder = view.caller.side === device.side ? view.caller : view.callee;
  if (holds(before)) return 'transferred';
  return before === 'offered' && holder?.id !== device.operatorId ? 'cancelled' : 'answered_elsewhere';
}

/** What the app is told of the server's view. Why it was over for us stays, whatever becomes of the call. */
export function factsOf(
  view: CallView,
  device: Device,
  declinedHere: boolean,
  before: Pick<CallSnapshot, 'call' | 'endReason' | 'outgoing'>,
): Partial<CallSnapshot> {
  const part = before.call && partOf(before.call, device);
  // Whoever takes a call over has not made it.
  const mayBeOutgoing = before.call === null ? partOf(view, device) !== 'offered' : before.outgoing;
  return {
    call: view,
    conversationId: view.conversationId,
    media: view.media,
    caller: view.caller.side,
    outgoing: mayBeOutgoing && view.caller.side === device.side,
    peer: { name: otherOf(view, device.side).name },
    connectedAt: view.connectedAt,
    endReason: before.endReason ?? endReasonOf(view, device, declinedHere, part),
  };
}
