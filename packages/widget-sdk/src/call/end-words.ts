import type { CallSnapshot } from '@parley/client';
import type { EndWord } from '../locale/call-words.ts';
import type { Dictionary } from '../locale/dictionary.ts';
import { troubleOf } from '../session/trouble.ts';

type EndReason = NonNullable<CallSnapshot['endReason']>;

/** The same reason reads differently for the one who called and for the one who was called. */
const END_WORDS: Record<EndReason, { outgoing: EndWord; incoming: EndWord }> = {
  completed: { outgoing: 'completed', incoming: 'completed' },
  hangup_before_connect: { outgoing: 'completed', incoming: 'completed' },
  cancelled: { outgoing: 'cancelledByUs', incoming: 'missed' },
  caller_left: { outgoing: 'mediaLost', incoming: 'missed' },
  no_answer: { outgoing: 'noAnswer', incoming: 'missed' },
  declined: { outgoing: 'declinedByThem', incoming: 'declinedByUs' },
  busy: { outgoing: 'busy', incoming: 'missed' },
  unreachable: { outgoing: 'unreachable', incoming: 'missed' },
  media_denied: { outgoing: 'mediaDenied', incoming: 'mediaDenied' },
  connect_failed: { outgoing: 'connectFailed', incoming: 'connectFailed' },
  media_lost: { outgoing: 'mediaLost', incoming: 'mediaLost' },
  peer_left: { outgoing: 'peerLeft', incoming: 'peerLeft' },
  max_duration: { outgoing: 'maxDuration', incoming: 'maxDuration' },
  policy: { outgoing: 'policy', incoming: 'policy' },
  answered_elsewhere: { outgoing: 'answeredElsewhere', incoming: 'answeredElsewhere' },
  /** Of operators only; here it completes the table. */
  transferred: { outgoing: 'completed', incoming: 'completed' },
  declined_elsewhere: { outgoing: 'declinedElsewhere', incoming: 'declinedElsewhere' },
};

/** Did somebody call us in vain? */
export function isMissed(reason: EndReason, outgoing: boolean): boolean {
  return !outgoing && END_WORDS[reason].incoming === 'missed';
}

export function endWord(reason: EndReason, outgoing: boolean, words: Dictionary): string {
  return words.call.end[END_WORDS[reason][outgoing ? 'outgoing' : 'incoming']];
}

/** What this device could not do says more than the reason the other side is told. */
export function endLine(call: Pick<CallSnapshot, 'endReason' | 'error' | 'outgoing'>, words: Dictionary): string {
  if (call.error !== null) return words.trouble[troubleOf(call.error)];
  return call.endReason === null ? words.call.end.completed : endWord(call.endReason, call.outgoing, words);
}
