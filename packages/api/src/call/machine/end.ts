import type { CallEndReason } from '../../contract/call-views.ts';
import type { Step } from './call-input.ts';
import { changed } from './call-input.ts';
import type { Ended, Leg, LiveCall, ReleaseReason } from './call-state.ts';

/** The one way out: closes every leg that is still open, so that no device rings on. */
export function end(call: LiveCall, reason: CallEndReason, now: number): Step {
  const answered = call.state === 'connecting' || call.state === 'active' || call.state === 'reconnecting';
  const ended: Ended = {
    id: call.id,
    conversationId: call.conversationId,
    projectId: call.projectId,
    media: call.media,
    caller: call.caller,
    createdAt: call.createdAt,
    version: call.version,
    gen: call.gen,
    relayAvailable: call.relayAvailable,
    relayOnly: call.relayOnly,
    offerer: call.offerer,
    legs: call.legs.map((leg) => release(leg, reason)),
    ...(call.beside === undefined ? {} : { beside: call.beside }),
    ...(call.transferredFrom == null ? {} : { transferredFrom: call.transferredFrom }),
    state: 'ended',
    reason,
    callee: answered ? call.callee : null,
    answeredAt: answered ? call.answeredAt : null,
    connectedAt: call.state === 'active' || call.state === 'reconnecting' ? call.connectedAt : null,
    endedAt: now,
  };
  return changed(ended, { type: 'ended' }, { type: 'scrub' });
}

export function release(leg: Leg, why: ReleaseReason): Leg {
  const closed = leg.part.state === 'declined' || leg.part.state === 'unreachable' || leg.part.state === 'released';
  return closed ? leg : { ...leg, part: { state: 'released', why } };
}
