import type { MessageItem, ThreadItem } from '@parley/client';
import { expect, test } from 'vitest';
import { rowsOf } from '../../packages/widget-sdk/src/chat/rows.ts';

const NOON = new Date(2026, 5, 10, 12, 0).getTime();
const MINUTE = 60_000;

function message(key: string, minutes: number, change: Partial<MessageItem> = {}): MessageItem {
  return {
    kind: 'message',
    key,
    seq: 1,
    from: 'visitor',
    author: null,
    mine: true,
    text: key,
    attachments: [],
    at: new Date(NOON + minutes * MINUTE),
    state: 'sent',
    error: null,
    changes: null,
    replyTo: null,
    ...change,
  };
}
const anna = { mine: false, from: 'operator', author: { id: 'a', name: 'Anna' } } as const;
const ben = { mine: false, from: 'operator', author: { id: 'b', name: 'Ben' } } as const;

/** `day`, or `key`, with `<` for the first and `>` for the last of a group, `+` where the state shows. */
function sketch(items: readonly ThreadItem[]): string {
  return rowsOf(items)
    .map((row) => {
      if (row.kind !== 'message') return row.kind;
      return `${row.first ? '<' : ''}${row.key}${row.last ? '>' : ''}${row.showState ? '+' : ''}`;
    })
    .join(' ');
}

test('messages of one author close to each other make a group', () => {
  const items = [message('a', 0), message('b', 1), message('c', 7), message('d', 8, anna), message('e', 9, ben)];
  expect(sketch(items)).toBe('day <a b> <c>+ <d> <e>');
});

test('each day begins with a line, and ends a group', () => {
  expect(sketch([message('a', 719), message('b', 720)])).toBe('day <a> day <b>+');
});

test('failed messages always show their state, of the others only the newest of ours', () => {
  expect(sketch([message('a', 0, { state: 'failed' }), message('b', 1), message('c', 2)])).toBe('day <a+ b c>+');
});

test('what is the operators’ own business is not shown', () => {
  const at = new Date(NOON);
  const author = { id: 'a', name: 'Anna' };
  const items: ThreadItem[] = [
    { kind: 'note', key: 'n', author, text: 'secret', at, state: 'sent', error: null, mentions: [] },
    { kind: 'status', key: 's', seq: 1, at, status: 'snoozed', by: 'Anna' },
    { kind: 'assigned', key: 'u', seq: 2, at, operator: null, by: 'Anna' },
    { kind: 'status', key: 'c', seq: 3, at, status: 'closed', by: 'Anna' },
  ];
  expect(sketch(items)).toBe('day line');
});

test('the newest call can be called back when it was missed; answered or older ones can not', () => {
  const call = (key: string, minutes: number, reason: 'no_answer' | 'completed'): ThreadItem => {
    const at = new Date(NOON + minutes * MINUTE);
    const ended = { reason, durationMs: reason === 'completed' ? 5_000 : 0 };
    return { kind: 'call', key, seq: minutes, at, callId: key, media: 'audio', caller: 'operator', ended };
  };
  const callsBack = (items: readonly ThreadItem[]) =>
    rowsOf(items).flatMap((row) => (row.kind === 'line' && row.callsBack ? [row.key] : []));
  const older = call('older', 1, 'no_answer');
  const newest = call('newest', 2, 'no_answer');
  expect(callsBack([older, newest, message('m', 3)])).toEqual(['newest']);
  expect(callsBack([older, newest, call('answered', 4, 'completed')])).toEqual([]);
});
