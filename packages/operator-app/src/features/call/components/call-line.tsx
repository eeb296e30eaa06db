import './call-line.css';
import type { ConversationView } from '@parley/api/contract/views';
import type { ThreadItem } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { CALL_END_WORDS, unansweredWords } from '../../../lib/call-words.ts';
import { clockTime, duration, fullTime } from '../../../lib/format-time.ts';
import { useStore } from '../../../lib/use-store.ts';
import type { CallDesk } from '../call-desk.ts';
import { isLive } from '../desk-call.ts';
import { strings } from '../strings.ts';
import { CallDetails } from './call-details.tsx';

export type CallItem = Extract<ThreadItem, { kind: 'call' }>;

interface CallLineProps {
  item: CallItem;
  conversation: ConversationView;
  /** Is there somebody to call back: the visitor is here, and this is the newest call of the thread. */
  callable: boolean;
  desk: CallDesk;
}

/** A call in the thread: what became of it, and what one can still do about it. */
export function CallLine({ item, conversation, callable, desk }: CallLineProps) {
  const { caller, media, ended, at } = item;
  const { current } = useStore(desk);
  const unanswered = ended && unansweredWords(ended.reason, caller);
  const missed = unanswered !== null && caller === 'visitor' && ended?.reason !== 'declined';
  return (
    <div className="happening call-happening" data-missed={missed || undefined}>
      <span className="call-outcome">
        <Icon name={media === 'video' ? 'camera' : 'phone'} size={14} />
        {[strings.callFrom[caller], media === 'video' && strings.video, outcome(item)].filter(Boolean).join(' · ')}
      </span>
      <time dateTime={at.toISOString()} title={fullTime(at)}>
        {clockTime(at)}
      </time>
      {unanswered !== null && callable && !isLive(current) && (
        <Button icon="phone" onClick={() => desk.start(conversation, media)}>
          {caller === 'visitor' ? strings.callBack : strings.callAgain}
        </Button>
      )}
      {ended !== null && ended.durationMs > 0 && <CallDetails callId={item.callId} />}
    </div>
  );
}

function outcome({ ended, caller }: CallItem): string {
  if (ended === null) return strings.ongoing;
  const { reason, durationMs } = ended;
  if (durationMs === 0) return unansweredWords(reason, caller) ?? CALL_END_WORDS[reason];
  const lasted = duration(durationMs);
  return reason === 'completed' ? lasted : `${lasted} · ${CALL_END_WORDS[reason]}`;
}
