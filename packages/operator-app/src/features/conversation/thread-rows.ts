import type { MessageItem, ThreadItem } from '@parley/client';
import { dayKey } from '../../lib/format-time.ts';

/** What the list shows, one row each. A day and the unread line stand before the item that they introduce. */
export type ThreadRow =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'unread'; key: string }
  | { kind: 'item'; key: string; item: ThreadItem; startsGroup: boolean; endsGroup: boolean };

/** Messages of one author within this time are shown as one group. */
const GROUP_MS = 5 * 60_000;

/** `unreadAfter`: the unread line stands before the other side's first message past this seq; `null` for no line. */
export function threadRows(items: readonly ThreadItem[], unreadAfter: number | null): ThreadRow[] {
  const rows: ThreadRow[] = [];
  let lineDue = unreadAfter !== null;
  let previous: ThreadItem | undefined;
  items.forEach((item, index) => {
    const newDay = previous === undefined || dayKey(previous.at) !== dayKey(item.at);
    const line = lineDue && isUnread(item, unreadAfter ?? 0);
    if (newDay) rows.push({ kind: 'day', key: `day-${dayKey(item.at)}`, at: item.at });
    if (line) rows.push({ kind: 'unread', key: 'unread' });
    if (line) lineDue = false;
    const next = items[index + 1];
    rows.push({
      kind: 'item',
      key: item.key,
      item,
      startsGroup: newDay || line || !sameGroup(previous, item),
      endsGroup: !sameGroup(item, next) || (next !== undefined && dayKey(next.at) !== dayKey(item.at)),
    });
    previous = item;
  });
  return rows;
}

const isUnread = (item: ThreadItem, after: number): boolean =>
  item.kind === 'message' && item.from === 'visitor' && item.seq !== null && item.seq > after;

function sameGroup(a: ThreadItem | undefined, b: ThreadItem | undefined): boolean {
  if (a?.kind !== 'message' || b?.kind !== 'message') return false;
  return sameAuthor(a, b) && b.at.getTime() - a.at.getTime() < GROUP_MS;
}

const sameAuthor = (a: MessageItem, b: MessageItem): boolean =>
  a.from === b.from && (a.author?.id ?? null) === (b.author?.id ?? null);
