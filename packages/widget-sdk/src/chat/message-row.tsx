import type { MessageItem, MessageState, Thread } from '@parley/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useFilesView } from '../files/use-files-view.ts';
import { Icon, type IconName } from '../panel/icons.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import { troubleOf } from '../session/trouble.ts';
import type { TalkView } from '../talk/talk-parts.ts';
import { MessageText } from './message-text.tsx';
import type { Row } from './rows.ts';

const STATE_ICONS: Record<MessageState, IconName> = {
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'alert',
};

interface Props {
  row: Extract<Row, { kind: 'message' }>;
  /** `null` while there is no conversation. */
  thread: Thread | null;
  onRetry: (key: string) => void;
  onDiscard: (key: string) => void;
}

export function MessageRow({ row, thread, onRetry, onDiscard }: Props): JSX.Element {
  const { words, dates } = usePanel();
  const { item, first, last, showState } = row;
  const author = item.mine ? null : (item.author?.name ?? words.chat.team);
  const talk = useTalkView(item);
  const bubble = item.text !== '' && (
    <div class="bubble">
      <MessageText text={item.text} />
    </div>
  );
  const place = `${item.mine ? 'mine' : 'theirs'}${first ? ' first' : ''}${last ? ' last' : ''}`;
  return (
    <div class={`message ${place} ${item.state}`}>
      {first && <p class={author === null ? 'unseen' : 'author'}>{author ?? words.message.you}</p>}
      {item.attachments.length > 0 && <Files items={item.attachments} thread={thread} />}
      {talk === null ? bubble : <talk.Said {...{ item, thread }}>{bubble}</talk.Said>}
      {(last || showState) && (
        <p class="meta">
          <time dateTime={item.at.toISOString()}>{dates.time(item.at)}</time>
          {showState && <State state={item.state} />}
        </p>
      )}
      {item.state === 'failed' && <Failed item={item} onRetry={onRetry} onDiscard={onDiscard} />}
    </div>
  );
}

function useTalkView({ changes, replyTo }: MessageItem): TalkView | null {
  const { talk } = usePanel();
  const view = useStore(talk);
  const wanted = changes !== null || replyTo !== null;
  useEffect(() => {
    if (wanted) talk.want();
  }, [talk, wanted]);
  return wanted ? view : null;
}

function Files({ items, thread }: { items: MessageItem['attachments']; thread: Thread | null }): JSX.Element {
  const view = useFilesView(true);
  if (view !== null) return <view.MessageFiles items={items} thread={thread} />;
  return <p class="bubble">{items.map(({ name }) => name).join(', ')}</p>;
}

function State({ state }: { state: MessageState }): JSX.Element {
  const { words } = usePanel();
  return (
    <span class={`state ${state}`}>
      <Icon name={STATE_ICONS[state]} />
      {words.message[state]}
    </span>
  );
}

function Failed({
  item,
  onRetry,
  onDiscard,
}: { item: MessageItem } & Pick<Props, 'onRetry' | 'onDiscard'>): JSX.Element {
  const { words } = usePanel();
  const view = useFilesView(false);
  const withFiles = item.attachments.length > 0 ? view : null;
  return (
    <div class="failed-line">
      {item.error !== null && withFiles !== null && <withFiles.Refusal code={item.error} />}
      {item.error !== null && withFiles === null && <span>{words.trouble[troubleOf(item.error)]}</span>}
      <button type="button" class="link" onClick={() => onRetry(item.key)}>
        {words.message.retry}
      </button>
      <button type="button" class="link" onClick={() => onDiscard(item.key)}>
        {words.message.discard}
      </button>
    </div>
  );
}
