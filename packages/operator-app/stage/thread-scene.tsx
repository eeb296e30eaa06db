import type { CallDetailsView, CallSide } from '@parley/api/contract/call-views';
import { CallLine, type CallItem } from '../src/features/call/components/call-line.tsx';
import { unansweredWords } from '../src/lib/call-words.ts';
import { END_REASONS } from './end-scenes.ts';
import { CONVERSATION } from './people.ts';
import { VIEW } from './prepared-call.ts';
import { preparedDesk } from './prepared-desk.ts';

const SIDES: readonly CallSide[] = ['visitor', 'operator'];
const SPOKEN_MS = 192_000;

const items: CallItem[] = SIDES.flatMap((caller) =>
  END_REASONS.flatMap((reason): CallItem[] => {
    // What one device says of itself is no end of the call.
    if (reason === 'answered_elsewhere' || reason === 'declined_elsewhere' || reason === 'transferred') return [];
    const durationMs = reason === 'completed' || reason === 'media_lost' ? SPOKEN_MS : 0;
    const key = `${caller}-${reason}`;
    const at = VIEW.createdAt;
    const media = reason === 'busy' ? 'video' : 'audio';
    return [{ kind: 'call', key, seq: 1, at, callId: key, media, caller, ended: { reason, durationMs } }];
  }),
);

/** What the server would tell of every call of this scene. */
export const DETAILS: { ids: readonly string[]; view: CallDetailsView } = {
  ids: items.map(({ callId }) => callId),
  view: {
    call: VIEW,
    quality: SIDES.map((side) => ({
      side,
      average: { mos: side === 'visitor' ? 3.4 : 4.2, lossPercent: 0.4, jitterMs: 6, roundTripMs: 48 },
      worstMos: 2.9,
      seconds: 190,
      route: side === 'visitor' ? 'relay-tls' : 'relay-udp',
    })),
  },
};

/** Every end of a call as the thread has it, from both sides. */
export function ThreadScene() {
  const desk = preparedDesk({});
  return items.map((item) => (
    <CallLine
      key={item.key}
      item={item}
      conversation={CONVERSATION}
      callable={unansweredWords(item.ended?.reason ?? 'completed', item.caller) !== null}
      desk={desk}
    />
  ));
}
