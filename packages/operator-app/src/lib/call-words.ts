import type { CallSide } from '@parley/api/contract/call-views';
import type { CallSnapshot } from '@parley/client';
import { wordsOf } from '../locale/words.ts';

type EndReason = NonNullable<CallSnapshot['endReason']>;

const { words } = wordsOf('call-end');

/** Why a call ended, as an operator would say it. Total over the server's reasons and the device's own. */
export const CALL_END_WORDS: Record<EndReason, string> = words({
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
  transferred: 'Handed over to a colleague',
  answered_elsewhere: 'Answered on another device',
  declined_elsewhere: 'Declined on another device',
});

/** The endings of a call that nobody answered, by who rang: what the team reads in the thread. */
const UNANSWERED: Partial<Record<EndReason, Record<CallSide, string>>> = words({
  no_answer: { visitor: 'Missed: nobody answered', operator: 'The visitor did not answer' },
  unreachable: { visitor: 'Missed: nobody of the team was there', operator: 'The visitor could not be reached' },
  cancelled: { visitor: 'Missed: the visitor hung up before an answer', operator: 'Cancelled before an answer' },
  caller_left: { visitor: 'Missed: the visitor left while it rang', operator: 'The caller left while it rang' },
  declined: { visitor: 'Declined by the team', operator: 'The visitor declined' },
  busy: { visitor: 'Missed: everyone was in a call', operator: 'The visitor was in another call' },
});

/** say('null', {  }) where it was answered. */
export const unansweredWords = (reason: EndReason, caller: CallSide): string | null =>
  UNANSWERED[reason]?.[caller] ?? null;
