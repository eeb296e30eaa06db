import type { MessageItem, ThreadItem } from '@parley/client';
import { describe, expect, test } from 'vitest';
import { threadRows } from '../../packages/operator-app/src/features/conversation/thread-rows.ts';

const at = (day: number, minute: number) => new Date(2026, 10, day, 12, minute);

function message(seq: number, from: 'visitor' | 'operator', when: Date): MessageItem {
  const mine = from === 'operator';
  const author = { id: from, name: null };
  return {
    kind: 'message',
    key: `m${seq}`,
    seq,
    from,
    author,
    mine,
    text: 'x',
    attachments: [],
    at: when,
    state: 'sent',
    error: null,
    changes: null,
    replyTo: null,
  };
}

const status = (seq: number, when: Date): ThreadItem => ({
  kind: 'status',
  key: `s${seq}`,
  seq,
  at: when,
  status: 'closed',
  by: null,
});

const shape = (items: readonly ThreadItem[], unreadAfter: number | null = null) =>
  threadRows(items, unreadAfter).map((row) => {
    if (row.kind !== 'item') return row.kind;
    return `${row.startsGroup ? '[' : ''}${row.key}${row.endsGroup ? ']' : ''}`;
  });

describe('rows of a thread', () => {
  test('a day stands before its first item; messages of one author within five minutes are a group', () => {
    const items = [
      message(1, 'visitor', at(1, 0)),
      message(2, 'visitor', at(1, 4)),
      message(3, 'visitor', at(1, 10)),
      message(4, 'operator', at(1, 11)),
      status(5, at(1, 12)),
      message(6, 'operator', at(1, 12)),
      message(7, 'operator', at(2, 0)),
    ];
    expect(shape(items)).toEqual(['day', '[m1', 'm2]', '[m3]', '[m4]', '[s5]', '[m6]', 'day', '[m7]']);
  });

  test('the unread line stands before the first message of the visitor past what was read, and splits its group', () => {
    const items = [message(1, 'visitor', at(1, 0)), message(2, 'operator', at(1, 0)), message(3, 'visitor', at(1, 1))];
    expect(shape(items, 1)).toEqual(['day', '[m1]', '[m2]', 'unread', '[m3]']);
    expect(shape(items, 3)).not.toContain('unread');
    expect(shape(items, null)).not.toContain('unread');
  });
});
