import type { InboxPointerEvent } from '@parley/api/contract/events';
import type { LastMessageView } from '@parley/api/contract/views';
import { beforeEach, expect, test } from 'vitest';
import { MessageNotices } from '../../packages/operator-app/src/app/message-notices.ts';
import type { Notice } from '../../packages/operator-app/src/desktop/desktop-host.ts';
import { CONVERSATION } from '../../packages/operator-app/stage/people.ts';

let onScreen: Notice[];
let looked: boolean;
let replies: string[];
let notices: MessageNotices;
beforeEach(() => {
  onScreen = [];
  looked = false;
  replies = [];
  notices = new MessageNotices({
    notifications: {
      show(notice) {
        onScreen = [...onScreen.filter(({ tag }) => tag !== notice.tag), notice];
        return () => {
          onScreen = onScreen.filter((other) => other !== notice);
        };
      },
    },
    isLooked: () => looked,
    reply: (_conversationId, text) => replies.push(text),
  });
});

interface Said {
  unread?: number;
  what?: InboxPointerEvent['what'];
  last?: Partial<LastMessageView>;
}

const message = (seq: number, { unread = 1, what = 'message', last = {} }: Said = {}) =>
  notices.hear({
    what,
    conversation: {
      ...CONVERSATION,
      unread,
      lastMessage: { text: `words ${seq}`, at: new Date(), from: 'visitor', seq, ...last },
    },
  });
const words = () => onScreen.map(({ body }) => body);

test('what a visitor writes is shown, the newest in place of the one before, until it is read', () => {
  message(1);
  message(2, { unread: 2 });
  expect(words()).toEqual(['words 2']);
  message(2, { unread: 0, what: 'assigned' });
  expect(words()).toEqual([]);
});

test('nothing is shown twice, nor to somebody who looks, nor because an older message is still unread', () => {
  looked = true;
  message(1);
  looked = false;
  message(1, { what: 'assigned' });
  expect(words()).toEqual([]);
  message(2);
  onScreen = [];
  message(2);
  expect(words()).toEqual([]);
});

test('an answer in the notice is sent, an empty one is not; who goes takes his notices along', () => {
  message(1);
  onScreen[0]?.onReply?.(' ');
  onScreen[0]?.onReply?.('On my way');
  expect(replies).toEqual(['On my way']);
  notices.close();
  expect(words()).toEqual([]);
});

const DELETED = { text: '', deleted: true } as const;

test('what is edited is shown as it is now, what is deleted no more', () => {
  message(1);
  message(1, { what: 'message.edited', last: { text: 'other words' } });
  expect(words()).toEqual(['other words']);
  message(1, { what: 'message.deleted', last: DELETED });
  expect(words()).toEqual([]);
  // The pointer to a message may be read after it has been deleted.
  message(2, { last: DELETED });
  expect(words()).toEqual([]);
  message(3);
  expect(words()).toEqual(['words 3']);
});

test('an edit of a message that was not shown shows nothing; one that may be of what is shown takes it back', () => {
  message(1, { what: 'message.edited' });
  expect(words()).toEqual([]);
  message(1);
  looked = true;
  message(2);
  message(2, { what: 'message.deleted' });
  expect(words()).toEqual([]);
});
