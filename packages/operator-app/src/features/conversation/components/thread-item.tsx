import './thread-item.css';
import type { Thread, ThreadItem } from '@parley/client';
import type { ReactNode } from 'react';
import { Icon } from '../../../components/ui/icon.tsx';
import { clockTime, dayName, fullTime } from '../../../lib/format-time.ts';
import { useNow } from '../../../lib/use-now.ts';
import { strings } from '../strings.ts';
import type { ThreadRow } from '../thread-rows.ts';
import { MessageBubble } from './message-bubble.tsx';
import { NoteText } from './note-text.tsx';
import { UnsentActions } from './unsent-actions.tsx';

export type CallItem = Extract<ThreadItem, { kind: 'call' }>;

interface ThreadRowViewProps {
  row: ThreadRow;
  thread: Thread;
  visitorName: string;
  /** Calls are another feature. */
  callLine: (item: CallItem) => ReactNode;
  goTo: (messageId: string) => void;
}

export function ThreadRowView({ row, thread, visitorName, callLine, goTo }: ThreadRowViewProps) {
  if (row.kind === 'day') return <DaySeparator at={row.at} />;
  if (row.kind === 'unread') return <p className="thread-unread">{strings.unreadLine}</p>;
  const { item, startsGroup, endsGroup } = row;
  if (item.kind === 'call') return callLine(item);
  if (item.kind === 'note') return <Note item={item} thread={thread} />;
  if (item.kind !== 'message') return <Happening item={item} />;
  return <MessageBubble {...{ item, thread, visitorName, startsGroup, endsGroup, goTo }} />;
}

function DaySeparator({ at }: { at: Date }) {
  return <h2 className="thread-day">{dayName(at, useNow(60_000))}</h2>;
}

type NoteItem = Extract<ThreadItem, { kind: 'note' }>;

function Note({ item, thread }: { item: NoteItem; thread: Thread }) {
  return (
    <article
      className="note"
      data-message={item.key}
      data-state={item.state}
      aria-label={strings.noteBy(item.author.name ?? strings.you)}
      tabIndex={-1}
    >
      <p className="note-head">
        <Icon name="note" size={15} />
        <strong>{item.author.name ?? strings.you}</strong> · {strings.noteBadge}
        <time dateTime={item.at.toISOString()} title={fullTime(item.at)}>
          {clockTime(item.at)}
        </time>
      </p>
      <p className="message-text" dir="auto">
        <NoteText text={item.text} mentions={item.mentions} />
      </p>
      {item.state === 'failed' && <UnsentActions messageId={item.key} error={item.error} thread={thread} />}
    </article>
  );
}

type HappeningItem = Exclude<ThreadItem, { kind: 'message' | 'note' | 'call' }>;

/** A line in the middle: what changed, by whom, and when. */
function Happening({ item }: { item: HappeningItem }) {
  return (
    <p className="happening">
      <span>{happeningWords(item)}</span>
      <time dateTime={item.at.toISOString()} title={fullTime(item.at)}>
        {clockTime(item.at)}
      </time>
    </p>
  );
}

function happeningWords(item: HappeningItem): string {
  if (item.kind === 'status') return strings.statusChanged[item.status](item.by);
  return item.operator ? strings.assignedTo(item.operator.name, item.by) : strings.unassigned(item.by);
}
