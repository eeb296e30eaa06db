/**
 * The call as the server owns it (CL1). Values only: no clock, no socket, no database.
 *
 *                 ringing                accepted / rival start
 *    inviting ───────────────► ringing ─────────────────────────┐
 *        │  └──────────────────────────────────────────────────►│
 *        │ ack deadline            │ ring deadline              ▼
 *        │ declined, cancelled     │ declined, cancelled    connecting ◄─┐ first failure:
 *        │ caller's lease over     │ nobody left to ring     │  │   └────┘ gen + 1, relays only
 *        │                         │                         │  │ both legs say "connected"
 *        │                         │         second failure, │  ▼
 *        │                         │         denied, hung up │ active ◄─────────┐ both legs are
 *        │                         │                         │  │ │ lost, restart,│ connected again
 *        │                         │                         │  │ │ both leases over
 *        ▼                         ▼                         ▼  │ └──► reconnecting
 *    ┌───────────────────────────────────────────────────────┐  │           │ grace deadline
 *    │ ended: absorbs everything, has exactly one reason     │◄─┴───────────┘ hung up
 *    └───────────────────────────────────────────────────────┘
 *
 * A transfer changes none of these by itself: while the call is active or reconnecting a colleague's legs ring beside it, and
 * the one that accepts takes the operator's place, which is a reconnecting with one page that has just been loaded.
 *
 * A call between two operators beside a visitor's (`beside.ts`) is a call like any other; what the two do to each other is there.
 * Where the project wants it, one device connects while it rings (early.ts); when that one accepts, and both have said that
 * they are connected, `connecting` is passed over.
 *
 * A leg is one device's part:  offered → ringing → claimed → released
 *                                 └────────┴─► declined · unreachable ⇄ offered
 * Times are ms since the epoch, so that a state is plain JSON and its deadlines outlive the process.
 */
import type { CallEndReason, CallMedia, LegSide, SideCallKind, TransferEndReason } from '../../contract/call-views.ts';

/** One tab or one app of one person. The device id alone proves nothing: clients choose it. */
export interface Device {
  side: LegSide;
  /** The visitor's or the operator's id. */
  partyId: string;
  name: string;
  deviceId: string;
}

export type Person = Pick<Device, 'partyId' | 'name'>;

/** A colleague of the operator who has the call is asked to take it over. His open legs are those that ring for it. */
export interface Transfer {
  to: Person;
  /** Until then a device of his may still turn up. */
  ackDeadline: number;
  ringDeadline: number;
}

/** Nobody has taken the call over. */
export interface TransferEnd {
  to: Person;
  why: TransferEndReason;
}

/** What a call between two operators belongs to, and who its two ends are. */
export interface Beside {
  kind: SideCallKind;
  /** The visitor's call. It ends with that, and when that gets another operator. */
  callId: string;
  /** The very device that has the visitor's call. */
  operator: Pick<Device, 'partyId' | 'name' | 'deviceId'>;
  /** On any of his devices. */
  colleague: Person;
}

/** The device of the called side that connects while it rings, once the caller can, too. */
export interface Early {
  device: Device;
  /** Of the word by which its page has said that it can. */
  reportId: string;
  media: LegMedia;
}

/** `none`: has not connected in this generation. `lost`: had, and has not now. */
export type LegMedia = 'none' | 'connected' | 'lost';

export type LegPart =
  /** Knows of the call; has not said that it rings. */
  | { state: 'offered' }
  | { state: 'ringing' }
  /** Has the call, for its side, alone. */
  | { state: 'claimed'; media: LegMedia }
  | { state: 'declined' }
  /** Its lease ran out while it was wanted. */
  | { state: 'unreachable' }
  | { state: 'released'; why: ReleaseReason };

/** `transferred`: a colleague has the call now. */
export type ReleaseReason = 'answered_elsewhere' | 'transferred' | CallEndReason;

export interface Leg {
  device: Device;
  part: LegPart;
  /** The device counts as present until then, whatever its socket does. */
  leaseUntil: number;
  /** Candidates sent in this generation. */
  candidates: number;
  /** Highest `rev` of its tracks; older ones are void. */
  tracksRev: number;
  /** The id of its last report that only a page that is there can make: a `left` that was made before is out of date. */
  lastReport?: string;
}

/** What a call is in every state. */
export interface CallCore {
  id: string;
  conversationId: string;
  projectId: string;
  media: CallMedia;
  caller: Device;
  createdAt: number;
  /** Grows by one with each change that participants can see. */
  version: number;
  gen: number;
  /** Is a relay configured? Without one, a try "by relay only" would be lost in advance. */
  relayAvailable: boolean;
  /** Once true it stays true: what one generation has kept to itself, the next must not tell. */
  relayOnly: boolean;
  /** Makes the first offer of this generation, and wins when two offers cross. */
  offerer: LegSide;
  legs: readonly Leg[];
  /** Missing: a visitor's call, which may have one beside it. */
  beside?: Beside;
  /** Who had the call for the operators' side before it was handed on. Missing in calls of older versions. */
  transferredFrom?: Person | null;
}

interface LiveCore extends CallCore {
  /** Whose offer waits for its answer in this generation. */
  openOffer: LegSide | null;
}

interface WaitingCore extends LiveCore {
  /** Until then a device may still turn up, so that one refusal is not yet everyone's. */
  ackDeadline: number;
  ringDeadline: number;
  /** Ids of the caller's signals of this generation: they go to whoever wins, and to nobody before but the early device. */
  held: readonly string[];
  /** May a device connect while it rings? Missing in calls of older versions. */
  connectsEarly?: boolean;
  /** The caller's page has said that it can. */
  callerCanEarly?: boolean;
  early?: Early | null;
}

export interface Inviting extends WaitingCore {
  state: 'inviting';
}
export interface Ringing extends WaitingCore {
  state: 'ringing';
}

interface AnsweredCore extends LiveCore {
  callee: Device;
  answeredAt: number;
  /** Generations that were begun since media last flowed. */
  restarts: number;
  /** Missing in calls of older versions. */
  transfer?: Transfer | null;
  /** A colleague who hears this call. Missing likewise. */
  listener?: Person | null;
  /** Of the last transfer; missing likewise. */
  transferEnded?: TransferEnd | null;
}

export interface Connecting extends AnsweredCore {
  state: 'connecting';
  attempt: 1 | 2;
  connectDeadline: number;
}
export interface Active extends AnsweredCore {
  state: 'active';
  connectedAt: number;
}
export interface Reconnecting extends AnsweredCore {
  state: 'reconnecting';
  connectedAt: number;
  graceDeadline: number;
}

export interface Ended extends CallCore {
  state: 'ended';
  reason: CallEndReason;
  callee: Device | null;
  answeredAt: number | null;
  connectedAt: number | null;
  endedAt: number;
}

export interface States {
  inviting: Inviting;
  ringing: Ringing;
  connecting: Connecting;
  active: Active;
  reconnecting: Reconnecting;
  ended: Ended;
}
export type StateName = keyof States;
export type Call = States[StateName];
export type LiveCall = Exclude<Call, Ended>;
/** Not accepted yet. */
export type WaitingCall = Inviting | Ringing;
/** Media has flowed. */
export type Talking = Active | Reconnecting;
/** Accepted: exactly two claimed legs. */
export type AnsweredCall = Connecting | Active | Reconnecting;
