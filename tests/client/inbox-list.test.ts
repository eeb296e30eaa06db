import type { ConversationView } from '@parley/api/contract/views';
import { expect, test } from 'vitest';
import { merge } from '../../packages/client/src/inbox/inbox-list.ts';
import { conversationWith } from '../../packages/operator-app/stage/people.ts';

const at = (lastSeq: number, unread: number, second = 0): ConversationView => ({
  ...conversationWith('c', 'Ada'),
  ...{ lastSeq, unread, activityAt: new Date(second * 1_000) },
});

test.each([
  ['a list with more in it', at(4, 0), at(5, 7), 'list', 7],
  ['a list with less in it', at(5, 0), at(4, 7), 'list', 0],
  ['a list that nothing tells from what is known', at(5, 0), at(5, 7), 'list', 0],
  ['a pointer that nothing tells from what is known', at(5, 0), at(5, 7), 'pointer', 7],
  ['a pointer with less in it', at(5, 0), at(4, 7), 'pointer', 0],
  ['a list that is of later, with as much in it', at(5, 0), at(5, 7, 1), 'list', 7],
] as const)('%s', (_name, known, view, from, unread) => {
  expect(merge(new Map([[known.id, known]]), [view], from).get(known.id)?.unread).toBe(unread);
});
