/**
 * The table of states × inputs (CL1). Total: a missing cell does not compile. Pure: time comes in as a number.
 * An input that means nothing in a state changes nothing; no input throws.
 */
import type { CallMedia } from '../../contract/call-views.ts';
import { LIMITS } from '../../contract/wire.ts';
import type { Input, InputName, InputOf, Step } from './call-input.ts';
import { changed, step } from './call-input.ts';
import type { Beside, Call, Device, Inviting, LiveCall, StateName, States } from './call-state.ts';
import { postpone } from './deadlines.ts';
import * as early from './early.ts';
import { end } from './end.ts';
import * as beside from './beside.ts';
import * as generation from './generation.ts';
import { newLeg } from './legs.ts';
import * as negotiation from './negotiation.ts';
import * as transfer from './transfer.ts';
import * as connecting from './while-connecting.ts';
import * as talking from './while-talking.ts';
import * as waiting from './while-waiting.ts';

type CallIn<S extends StateName> = { [K in S]: States[K] & { state: K } }[S];
type Cell<S extends StateName, E extends InputName> = (call: CallIn<S>, input: InputOf<E>, now: number) => Step;
type Row<S extends StateName> = { [E in InputName]: Cell<S, E> };
type Table = { [S in StateName]: Row<S> };

const ignore = (call: Call): Step => step(call);
const policy = (call: LiveCall, _input: InputOf<'policy'>, now: number): Step => end(call, 'policy', now);

/** Our own absence must not end calls, and those who lost us need a lease's time to come back. */
function absent(call: LiveCall, input: InputOf<'absent'>): Step {
  const later = postpone(call, input.ms + LIMITS.leaseMs);
  return later.state === 'active' ? step(later) : changed(later);
}

const whileWaiting: Row<'inviting' | 'ringing'> = {
  attached: waiting.attached,
  ringing: waiting.ringing,
  early: early.can,
  accepted: waiting.accepted,
  rival: waiting.rival,
  declined: waiting.declined,
  hungUp: waiting.hungUp,
  described: negotiation.describedEarly,
  candidates: negotiation.candidates,
  tracks: negotiation.tracks,
  connected: early.connected,
  lost: early.lost,
  failed: early.failed,
  denied: waiting.denied,
  restart: waiting.restart,
  // A page may come back: it has its lease for that, and the caller's call outlives a reload.
  left: early.left,
  transfer: ignore,
  cancelTransfer: ignore,
  handOver: ignore,
  listened: ignore,
  mainHeldBy: beside.unanswered,
  deadline: waiting.deadline,
  absent,
  policy,
};

const whileConnecting: Row<'connecting'> = {
  attached: generation.attached,
  ringing: ignore,
  early: ignore,
  accepted: ignore,
  rival: ignore,
  declined: ignore,
  hungUp: connecting.hungUp,
  described: negotiation.described,
  candidates: negotiation.candidates,
  tracks: negotiation.tracks,
  connected: connecting.connected,
  lost: connecting.lost,
  failed: connecting.failed,
  denied: generation.denied,
  restart: connecting.restart,
  left: connecting.left,
  transfer: ignore,
  cancelTransfer: ignore,
  handOver: ignore,
  listened: ignore,
  mainHeldBy: beside.answered,
  deadline: connecting.deadline,
  absent,
  policy,
};

const whileTalking: Omit<Row<'active' | 'reconnecting'>, 'deadline'> = {
  attached: talking.attached,
  ringing: transfer.ringing,
  early: ignore,
  accepted: transfer.accepted,
  rival: ignore,
  declined: transfer.declined,
  hungUp: talking.hungUp,
  described: negotiation.described,
  candidates: negotiation.candidates,
  tracks: negotiation.tracks,
  connected: talking.connected,
  lost: talking.lost,
  failed: talking.failed,
  denied: generation.denied,
  restart: talking.restart,
  left: talking.left,
  transfer: transfer.begin,
  cancelTransfer: transfer.cancel,
  handOver: transfer.handOver,
  listened: beside.listened,
  mainHeldBy: beside.answered,
  absent,
  policy,
};

const whenEnded: Row<'ended'> = {
  attached: ignore,
  ringing: ignore,
  early: ignore,
  accepted: ignore,
  rival: ignore,
  declined: ignore,
  hungUp: ignore,
  described: ignore,
  candidates: ignore,
  tracks: ignore,
  connected: ignore,
  lost: ignore,
  failed: ignore,
  denied: ignore,
  restart: ignore,
  left: ignore,
  transfer: ignore,
  cancelTransfer: ignore,
  handOver: ignore,
  listened: ignore,
  mainHeldBy: ignore,
  deadline: ignore,
  absent: ignore,
  policy: ignore,
};

const TABLE: Table = {
  inviting: whileWaiting,
  ringing: whileWaiting,
  connecting: whileConnecting,
  active: { ...whileTalking, deadline: talking.deadlineOfActive },
  reconnecting: { ...whileTalking, deadline: talking.deadlineOfReconnecting },
  ended: whenEnded,
};

/** What becomes of `call` when `input` happens at `now` (ms since the epoch). */
export function transition(call: Call, input: Input, now: number): Step {
  return apply(call, input, now);
}

/** Generic over both, so that the compiler knows the cell fits the state and the input. */
function apply<S extends StateName, E extends InputName>(call: CallIn<S>, input: InputOf<E>, now: number): Step {
  const row: Row<S> = TABLE[call.state];
  return row[input.type](call, input, now);
}

export interface Invitation {
  id: string;
  conversationId: string;
  projectId: string;
  media: CallMedia;
  caller: Device;
  /** Between two operators: what it belongs to. */
  beside?: Beside;
  relayAvailable: boolean;
  /** The project wants it. Without a relay it would mean no calls at all, so such a call goes direct. */
  relayOnly: boolean;
  /** One device may connect while it rings, if there is a relay: nobody's address is told before somebody has accepted. */
  connectsEarly: boolean;
  /** Everyone who could answer is in another call. */
  allBusy: boolean;
}

/** A call begins: row 1 of the table, or row 4 when everybody is busy. */
export function invite(invitation: Invitation, now: number): Step {
  const { allBusy, ...facts } = invitation;
  const call: Inviting = {
    ...facts,
    state: 'inviting',
    createdAt: now,
    version: 1,
    gen: 0,
    // What is said while it rings is said without addresses, and what is kept then must not be told later (CL3).
    relayOnly: (facts.relayOnly || facts.connectsEarly) && facts.relayAvailable,
    connectsEarly: facts.connectsEarly && facts.relayAvailable,
    offerer: facts.caller.side,
    legs: [newLeg(facts.caller, { state: 'claimed', media: 'none' }, now)],
    openOffer: null,
    ackDeadline: now + LIMITS.ringAckMs,
    ringDeadline: now + LIMITS.ringMs,
    held: [],
  };
  if (!allBusy) return { call, effects: [{ type: 'state' }, { type: 'started' }] };
  const busy = end(call, 'busy', now);
  return { call: busy.call, effects: [{ type: 'started' }, ...busy.effects] };
}
