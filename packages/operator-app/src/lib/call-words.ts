import type { CallSnapshot } from '@parley/client';

type EndReason = NonNullable<CallSnapshot['endReason']>;

/** Why a call ended, as an operator would say it. Total over the server's reasons and the device's own. */
export const CALL_END_WORDS: Record<EndReason, string> = {
  completed: 'Call ended',
  hangup_before_connect: 'Ended before it was connected',
  cancelled: 'Cancelled before it was answered',
  caller_left: 'The caller left',
  no_answer: 'No answer',
  declined: 'Declined',
  busy: 'Busy in another call',
  unreachable: 'Nobody could be reached',
  media_denied: 'Ended: no permission for the microphone or camera',
  connect_failed: 'No connection could be made between the two devices',
  media_lost: 'The connection was lost',
  peer_left: 'The other side left',
  max_duration: 'Ended: the longest allowed duration was reached',
  policy: 'Ended by the server',
  answered_elsewhere: 'Answered on another device',
  declined_elsewhere: 'Declined on another device',
};
