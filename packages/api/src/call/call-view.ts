import type { StoredCall } from '../event-log/event-bodies.ts';
import type { BesideView, CallParticipant, CallView, LegSide } from '../contract/call-views.ts';
import type { Beside, Call, Device, Person, Talking } from './machine/call-state.ts';
import { stateDeadline } from './machine/deadlines.ts';
import { earlyDevice } from './machine/early.ts';
import { holdsCall } from './machine/legs.ts';

/** As stored in the log: times as text, and no visitor's name, so that forgetting a visitor stays simple. */
export function storedView(call: Call): StoredCall {
  const over = call.state === 'ended';
  const answered = call.state !== 'inviting' && call.state !== 'ringing';
  const callee = answered ? call.callee : null;
  const media = call.state === 'active' || call.state === 'reconnecting' || over;
  return {
    id: call.id,
    conversationId: call.conversationId,
    media: call.media,
    state: call.state,
    version: call.version,
    gen: call.gen,
    caller: participant(call.caller),
    callee: callee === null ? null : participant(callee),
    offerer: call.offerer,
    relayOnly: call.relayOnly,
    early: earlyOf(call),
    transfer: transferOf(call),
    transferEnded: transferEndOf(call),
    ...(call.beside === undefined ? {} : { beside: besideOf(call.beside) }),
    listeners: isTalking(call) && call.listener != null ? [person(call.listener)] : [],
    transferredFrom: call.transferredFrom == null ? null : person(call.transferredFrom),
    endReason: over ? call.reason : null,
    createdAt: iso(call.createdAt),
    answeredAt: answered ? isoOrNull(call.answeredAt) : null,
    connectedAt: media ? isoOrNull(call.connectedAt) : null,
    endedAt: over ? iso(call.endedAt) : null,
    deadlineAt: over ? null : iso(stateDeadline(call)),
  };
}

/** As it goes over the wire to this side. */
export function toCallView(stored: StoredCall, visitorName: string, reader: LegSide): CallView {
  const named = (who: CallParticipant): CallParticipant =>
    who.side === 'visitor' ? { ...who, name: visitorName } : who;
  return {
    ...stored,
    transfer: stored.transfer ?? null,
    ...(reader === 'visitor' ? hiddenFromVisitors(stored) : {}),
    caller: named(stored.caller),
    callee: stored.callee === null ? null : named(stored.callee),
    createdAt: new Date(stored.createdAt),
    answeredAt: dateOrNull(stored.answeredAt),
    connectedAt: dateOrNull(stored.connectedAt),
    endedAt: dateOrNull(stored.endedAt),
    deadlineAt: dateOrNull(stored.deadlineAt),
  };
}

/** Whom he may come to talk with; that another device is there, his own has to know. */
const hiddenFromVisitors = ({ transfer, early }: StoredCall) => ({
  transfer: null,
  transferring: transfer != null,
  transferEnded: null,
  ...(early?.device ? { early: { device: { ...early.device, id: '' } } } : {}),
});

export const callView = (call: Call, visitorName: string, reader: LegSide): CallView =>
  toCallView(storedView(call), visitorName, reader);

/** Does this very device have the call now? */
export const hasCall = (call: Call, device: Device): boolean => call.state !== 'ended' && holdsCall(call, device);

const isTalking = (call: Call): call is Talking => call.state === 'active' || call.state === 'reconnecting';

function transferOf(call: Call): CallView['transfer'] {
  return isTalking(call) && call.transfer != null ? { to: person(call.transfer.to) } : null;
}

function transferEndOf(call: Call): CallView['transferEnded'] {
  if (!isTalking(call) || call.transferEnded == null) return null;
  const { to, why } = call.transferEnded;
  return { to: person(to), why };
}

const besideOf = ({ kind, callId, operator, colleague }: Beside): BesideView => ({
  kind,
  callId,
  operator: person(operator),
  colleague: person(colleague),
});

/** Without a name: the caller is not to learn who lets it ring. */
function earlyOf(call: Call): NonNullable<CallView['early']> | null {
  const isWaiting = call.state === 'inviting' || call.state === 'ringing';
  if (!isWaiting || call.connectsEarly !== true) return null;
  const device = earlyDevice(call);
  return { device: device === null ? null : { id: device.partyId, deviceId: device.deviceId } };
}

const person = ({ partyId, name }: Person): { id: string; name: string } => ({ id: partyId, name });
const participant = ({ side, partyId, name, deviceId }: Device): CallParticipant => ({
  side,
  id: partyId,
  name,
  deviceId,
});
const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
const dateOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));
