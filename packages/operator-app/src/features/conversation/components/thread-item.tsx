import './thread-item.css';
import type { Thread, ThreadItem } from '@parley/client';
import { Icon } from '../../../components/ui/icon.tsx';
import { CALL_END_WORDS } from '../../../lib/call-words.ts';
import { clockTime, dayName, duration, fullTime } from '../../../lib/format-time.ts';
import { useNow } from '../../../lib/use-now.ts';
import { strings } from '../strings.ts';
import type { ThreadRow } from '../thread-rows.ts';
import { LinkedText } from './linked-text.tsx';
import { MessageBubble } from './message-bubble.tsx';
import { UnsentActions } from './unsent-actions.tsx';

export function ThreadRowView({ row, thread, visitorName }: { row: ThreadRow; thread: Thread; visitorName: string }) {
  if (row.kind === 'day') return <DaySeparator at={row.at} />;
  if (row.kind === 'unread') return <p className="thread-unread">{strings.unreadLine}</p>;
  const { item, startsGroup, endsGroup } = row;
  if (item.kind !== 'message')
    return item.kind === 'note' ? <Note item={item} thread={thread} /> : <Happening item={item} />;
  return <MessageBubble {...{ item, thread, visitorName, startsGroup, endsGroup }} />;
}

function DaySeparator({ at }: { at: Date }) {
  return <h2 className="thread-day">{dayName(at, useNow(60_000))}</h2>;
}

type NoteItem = Extract<ThreadItem, { kind: 'note' }>;

function Note({ item, thread }: { item: NoteItem; thread: Thread }) {
  return (
    <article
      className="note"
      data-state={item.state}
      aria-label={`${strings.note}: ${item.author.name ?? strings.you}`}
    >
      <p className="note-head">
        <Icon name="note" size={15} />
        <strong>{item.author.name ?? strings.you}</strong> · {strings.noteBadge}
        <time dateTime={item.at.toISOString()} title={fullTime(item.at)}>
          {clockTime(item.at)}
        </time>
      </p>
      <p className="message-text" dir="auto">
        <LinkedText text={item.text} />
      </p>
      {item.state === 'failed' && <UnsentActions messageId={item.key} error={item.error} thread={thread} />}
    </article>
  );
}

type HappeningItem = Exclude<ThreadItem, { kind: 'message' | 'note' }>;

/** A line in the middle: what changed, by whom, and when. */
function Happening({ item }: { item: HappeningItem }) {
  return (
    <p className="happening" data-missed={isMissed(item) || undefined}>
      {item.kind === 'call' && <Icon name="phone" size={14} />}
      <span>{happeningWords(item)}</span>
      <time dateTime={item.at.toISOString()} title={fullTime(item.at)}>
        {clockTime(item.at)}
      </time>
    </p>
  );
}

function happeningWords(item: HappeningItem): string {
  switch (item.kind) {
    case 'status':
      return strings.statusChanged[item.status](item.by);
    case 'assigned':
      return item.operator ? strings.assignedTo(item.operator.name, item.by) : strings.unassigned(item.by);
    case 'call':
      return [
        strings.callFrom[item.caller],
        item.media === 'video' && strings.video.toLowerCase(),
        isMissed(item) ? strings.missed : callOutcome(item.ended),
      ]
        .filter(Boolean)
        .join(' · ');
  }
}

/** The visitor rang and nobody came: what a team must not overlook. */
function isMissed(item: HappeningItem): boolean {
  if (item.kind !== 'call' || item.caller !== 'visitor') return false;
  return item.ended?.reason === 'no_answer' || item.ended?.reason === 'unreachable';
}

function callOutcome(ended: Extract<ThreadItem, { kind: 'call' }>['ended']): string {
  if (ended === null) return strings.callOngoing;
  return ended.durationMs > 0 ? duration(ended.durationMs) : CALL_END_WORDS[ended.reason].toLowerCase();
}
