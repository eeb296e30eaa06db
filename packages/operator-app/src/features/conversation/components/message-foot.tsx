import type { MessageItem, MessageState } from '@parley/client';
import { Icon, type IconName } from '../../../components/ui/icon.tsx';
import { clockTime, fullTime } from '../../../lib/format-time.ts';
import { strings } from '../strings.ts';
import type { MessageActs } from '../talk/message-acts.ts';
import { talkStrings } from '../talk-strings.ts';

interface Props {
  item: MessageItem;
  endsGroup: boolean;
  showHistory: MessageActs['showHistory'] | undefined;
}

/** When it was said, how far it has come, and whether it says something else now. */
export function MessageFoot({ item, endsGroup, showHistory }: Props) {
  const { state, at, from, changes } = item;
  const pending = state === 'queued' || state === 'sending';
  const changed = changes !== null && (changes.deleted || changes.editedAt !== null);
  if (state === 'failed' || (!endsGroup && !pending && !changed)) return null;
  return (
    <p className="message-foot">
      {changed && <ChangedMark item={item} showHistory={showHistory} />}
      <time dateTime={at.toISOString()} title={fullTime(at)}>
        {clockTime(at)}
      </time>
      {from !== 'visitor' && <Delivery state={state} />}
    </p>
  );
}

function ChangedMark({ item, showHistory }: Pick<Props, 'item' | 'showHistory'>) {
  const isDeleted = item.changes?.deleted === true;
  if (!showHistory) return isDeleted ? null : <span>{talkStrings.edited}</span>;
  return (
    <button type="button" className="message-changed" title={talkStrings.history} onClick={() => showHistory(item)}>
      {isDeleted ? talkStrings.history : talkStrings.edited}
    </button>
  );
}

const STATE_ICONS: Record<MessageState, IconName> = {
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  delivered: 'ticks',
  read: 'ticks',
  failed: 'alert',
};

function Delivery({ state }: { state: MessageState }) {
  return (
    <span className="message-delivery" data-state={state} title={strings.state[state]}>
      <Icon name={STATE_ICONS[state]} size={15} />
      <span className={state === 'read' || state === 'queued' ? '' : 'visually-hidden'}>{strings.state[state]}</span>
    </span>
  );
}
