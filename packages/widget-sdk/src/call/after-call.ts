import type { CallSnapshot } from '@parley/client';

export type Step = 'leaveMessage' | 'again' | 'callBack' | 'check' | 'done';
type EndReason = NonNullable<CallSnapshot['endReason']>;

/** What is offered after a call that we made, and after one that we were called for. */
const STEPS: Record<EndReason, { outgoing: readonly Step[]; incoming: readonly Step[] }> = {
  completed: { outgoing: ['done', 'again'], incoming: ['done', 'callBack'] },
  hangup_before_connect: { outgoing: ['again', 'done'], incoming: ['callBack', 'done'] },
  cancelled: { outgoing: ['done', 'again'], incoming: ['callBack', 'done'] },
  caller_left: { outgoing: ['again', 'done'], incoming: ['callBack', 'done'] },
  no_answer: { outgoing: ['leaveMessage', 'again'], incoming: ['callBack', 'done'] },
  declined: { outgoing: ['leaveMessage', 'again'], incoming: ['done', 'callBack'] },
  busy: { outgoing: ['leaveMessage', 'again'], incoming: ['callBack', 'done'] },
  unreachable: { outgoing: ['leaveMessage', 'again'], incoming: ['callBack', 'done'] },
  media_denied: { outgoing: ['again', 'check', 'done'], incoming: ['callBack', 'check', 'done'] },
  connect_failed: { outgoing: ['again', 'check', 'done'], incoming: ['callBack', 'check', 'done'] },
  media_lost: { outgoing: ['again', 'done'], incoming: ['callBack', 'done'] },
  peer_left: { outgoing: ['again', 'done'], incoming: ['callBack', 'done'] },
  max_duration: { outgoing: ['again', 'done'], incoming: ['callBack', 'done'] },
  policy: { outgoing: ['leaveMessage'], incoming: ['leaveMessage'] },
  answered_elsewhere: { outgoing: ['done'], incoming: ['done'] },
  transferred: { outgoing: ['done'], incoming: ['done'] },
  declined_elsewhere: { outgoing: ['done'], incoming: ['done'] },
};

/** Trouble with this device says more than the reason the other side is told: then the check helps. */
export function afterCall({
  endReason,
  error,
  outgoing,
}: Pick<CallSnapshot, 'endReason' | 'error' | 'outgoing'>): readonly Step[] {
  const side = outgoing ? 'outgoing' : 'incoming';
  return STEPS[error !== null ? 'media_denied' : (endReason ?? 'completed')][side];
}
