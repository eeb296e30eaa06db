import type { CallSnapshot } from '@parley/client';
import { CALL_END_WORDS } from '../src/lib/call-words.ts';
import { ANN } from './people.ts';
import { ACTIVE, VIEW } from './prepared-call.ts';
import type { Calls } from './prepared-desk.ts';

type EndReason = NonNullable<CallSnapshot['endReason']>;

const isReason = (word: string): word is EndReason => word in CALL_END_WORDS;
const REASONS = Object.keys(CALL_END_WORDS).filter(isReason);

/** These had sound before they ended. */
const SPOKEN: ReadonlySet<EndReason> = new Set(['completed', 'media_lost', 'peer_left', 'max_duration', 'policy']);

function ended(endReason: EndReason): CallSnapshot {
  const endedAt = new Date();
  const connectedAt = SPOKEN.has(endReason) ? ACTIVE.connectedAt : null;
  return { ...ACTIVE, phase: 'ended', endReason, connectedAt, quality: null, call: { ...VIEW, connectedAt, endedAt } };
}

/** Who has it now is known from the call itself. */
const by = (endReason: EndReason): CallSnapshot => ({ ...ended(endReason), call: { ...VIEW, callee: ANN } });

/** One for each way a call can end, and the colleague who took it. */
export const END_SCENES: Record<string, () => Calls> = {
  ...Object.fromEntries(REASONS.map((reason) => [`ended-${reason}`, () => ({ current: ended(reason) })])),
  'ended-taken-over': () => ({ current: by('transferred') }),
  'ended-answered-by': () => ({ current: by('answered_elsewhere') }),
};

export const END_REASONS = REASONS;
