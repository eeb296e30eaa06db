import { expect, test } from 'vitest';
import { lastMessageWords } from '../../packages/operator-app/src/lib/message-words.ts';

const LAST = { at: new Date(0), from: 'visitor', seq: 1 } as const;

test('a last message that was deleted says so, where another one says its words', () => {
  expect(lastMessageWords({ ...LAST, text: 'Hello' })).toBe('Hello');
  expect(lastMessageWords({ ...LAST, text: '', deleted: true })).toBe('This message was deleted');
});
