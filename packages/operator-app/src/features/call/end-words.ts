import type { CallParticipant, CallView } from '@parley/api/contract/call-views';
import type { CallSnapshot } from '@parley/client';
import { CALL_END_WORDS } from '../../lib/call-words.ts';
import { strings } from './strings.ts';

/** Who of the team has the call; `null` while it rings for all. */
export const operatorOf = (view: CallView | null): CallParticipant | null =>
  view === null ? null : view.caller.side === 'operator' ? view.caller : view.callee;

/** Why a call is over for this window; `meId` is the operator who sits here. */
export function endWords({ endReason, call }: CallSnapshot, meId: string): string {
  if (endReason === null) return strings.phase.ended;
  // Between two of the team each device knows both.
  const operator = call?.beside ? null : operatorOf(call);
  if (operator === null || operator.id === meId) return CALL_END_WORDS[endReason];
  if (endReason === 'transferred') return strings.takenBy(operator.name);
  return endReason === 'answered_elsewhere' ? strings.answeredBy(operator.name) : CALL_END_WORDS[endReason];
}
