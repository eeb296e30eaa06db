/**
 * What a call is to this device: the server's state (CL1) as seen from our part in it, and the moments of our own
 * that the server does not see (asking for the microphone). Pure tables.
 *
 *   outgoing:  preparing ─▶ calling ─▶ ringing ─┐
 *                                               ├─▶ connecting ─▶ active ⇄ reconnecting ─▶ ended
 *   incoming:  incoming ⇄ preparing ────────────┘          (any ─▶ ended; ended absorbs)
 */
import type { CallEndReason, CallSide, CallState, CallView } from '@parley/api/contract/views';
import type { CallPhase, CallSnapshot } from '../types.ts';

export type CallPhaseEvent =
  /** The person has been asked for the microphone. */
  | 'prepare'
  /** No microphone for our own call: it is not made. */
  | 'cannotCall'
  /** No microphone to answer with: it rings on. */
  | 'cannotAnswer'
  /** The person has hung up here; the server hears of it. */
  | 'leave'
  /** The server's state, from our part. */
  | 'calling'
  | 'ringing'
  | 'incoming'
  | 'connecting'
  | 'active'
  | 'reconnecting'
  | 'over';

type Row = Record<CallPhaseEvent, CallPhase>;

/** The server's word stands in every phase but the last. */
const SERVERS_WORD = {
  calling: 'calling',
  ringing: 'ringing',
  incoming: 'incoming',
  connecting: 'connecting',
  active: 'active',
  reconnecting: 'reconnecting',
  over: 'ended',
  leave: 'ended',
  cannotCall: 'ended',
} as const satisfies Partial<Row>;

export const PHASE_TABLE: Record<CallPhase, Row> = {
  preparing: { ...SERVERS_WORD, prepare: 'preparing', cannotAnswer: 'incoming' },
  calling: { ...SERVERS_WORD, prepare: 'calling', cannotAnswer: 'calling' },
  ringing: { ...SERVERS_WORD, prepare: 'ringing', cannotAnswer: 'ringing' },
  incoming: { ...SERVERS_WORD, prepare: 'preparing', cannotAnswer: 'incoming' },
  connecting: { ...SERVERS_WORD, prepare: 'connecting', cannotAnswer: 'connecting' },
  active: { ...SERVERS_WORD, prepare: 'active', cannotAnswer: 'active' },
  reconnecting: { ...SERVERS_WORD, prepare: 'reconnecting', cannotAnswer: 'reconnecting' },
  ended: {
    prepare: 'ended',
    cannotCall: 'ended',
    cannotAnswer: 'ended',
    leave: 'ended',
    calling: 'ended',
    ringing: 'ended',
    incoming: 'ended',
    connecting: 'ended',
    active: 'ended',
    reconnecting: 'ended',
    over: 'ended',
  },
};

export interface Device {
  side: CallSide;
  deviceId: string;
}

/** caller, callee: this device has the call · called: it may take it · bystander: another device has it. */
export type Part = 'caller' | 'callee' | 'called' | 'bystander';

export function partOf(view: CallView, device: Device): Part {
  if (view.caller.side === device.side) return view.caller.deviceId === device.deviceId ? 'caller' : 'bystander';
  if (view.callee === null) return 'called';
  return view.callee.deviceId === device.deviceId ? 'callee' : 'bystander';
}

/** What the server's state is to each part. */
const SEEN: Record<CallState, Record<Part, CallPhaseEvent>> = {
  inviting: { caller: 'calling', callee: 'incoming', called: 'incoming', bystander: 'over' },
  ringing: { caller: 'ringing', callee: 'incoming', called: 'incoming', bystander: 'over' },
  connecting: { caller: 'connecting', callee: 'connecting', called: 'over', bystander: 'over' },
  active: { caller: 'active', callee: 'active', called: 'over', bystander: 'over' },
  reconnecting: { caller: 'reconnecting', callee: 'reconnecting', called: 'over', bystander: 'over' },
  ended: { caller: 'over', callee: 'over', called: 'over', bystander: 'over' },
};

export function seen(view: CallView, device: Device): CallPhaseEvent {
  return SEEN[view.state][partOf(view, device)];
}

/** `declinedHere`: was it this device that said no? */
export function endReasonOf(view: CallView, device: Device, declinedHere: boolean): CallSnapshot['endReason'] {
  if (view.state !== 'ended') return partOf(view, device) === 'bystander' ? 'answered_elsewhere' : null;
  const reason: CallEndReason | null = view.endReason;
  return reason === 'declined' && partOf(view, device) === 'called' && !declinedHere ? 'declined_elsewhere' : reason;
}

/** What the app is told of the server's view. */
export function factsOf(view: CallView, device: Device, declinedHere: boolean): Partial<CallSnapshot> {
  const peer = device.side === view.caller.side ? view.callee : view.caller;
  return {
    call: view,
    conversationId: view.conversationId,
    media: view.media,
    caller: view.caller.side,
    outgoing: view.caller.side === device.side,
    peer: { name: peer?.name ?? null },
    connectedAt: view.connectedAt,
    endReason: endReasonOf(view, device, declinedHere),
  };
}
