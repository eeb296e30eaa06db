import './message-bubble.css';
import type { MessageItem, MessageState, Thread } from '@parley/client';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Icon, type IconName } from '../../../components/ui/icon.tsx';
import { clockTime, fullTime } from '../../../lib/format-time.ts';
import { strings } from '../strings.ts';
import { LinkedText } from './linked-text.tsx';
import { MessageFiles } from './message-files.tsx';
import { UnsentActions } from './unsent-actions.tsx';

interface MessageBubbleProps {
  item: MessageItem;
  thread: Thread;
  visitorName: string;
  startsGroup: boolean;
  endsGroup: boolean;
}

export function MessageBubble({ item, thread, visitorName, startsGroup, endsGroup }: MessageBubbleProps) {
  const ours = item.from !== 'visitor';
  const author = authorName(item, visitorName);
  const pending = item.state === 'queued' || item.state === 'sending';
  return (
    <article
      className="message"
      data-side={ours ? 'ours' : 'theirs'}
      data-state={item.state}
      data-starts={startsGroup || undefined}
      aria-label={author}
    >
      {startsGroup && !item.mine && (
        <p className="message-author">
          {item.author && <Avatar id={item.author.id} name={author} size={20} />}
          {author}
        </p>
      )}
      {item.attachments.length > 0 && <MessageFiles items={item.attachments} thread={thread} />}
      {item.text !== '' && (
        <div className="message-bubble">
          <p className="message-text" dir="auto">
            <LinkedText text={item.text} />
          </p>
        </div>
      )}
      {(endsGroup || pending) && item.state !== 'failed' && (
        <p className="message-foot">
          <time dateTime={item.at.toISOString()} title={fullTime(item.at)}>
            {clockTime(item.at)}
          </time>
          {ours && <Delivery state={item.state} />}
        </p>
      )}
      {item.state === 'failed' && (
        <UnsentActions
          messageId={item.key}
          error={item.error}
          withFiles={item.attachments.length > 0}
          thread={thread}
        />
      )}
    </article>
  );
}

function authorName(item: MessageItem, visitorName: string): string {
  if (item.mine) return strings.you;
  if (item.from === 'visitor') return visitorName;
  return item.author?.name ?? (item.from === 'system' ? strings.system : strings.team);
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
