import { expect, test } from 'vitest';
import { announce, announceDone, announcement, dismiss, done } from '../../packages/operator-app/src/lib/announcer.ts';

test('what was done is taken back once, also after other words, and not after it has gone', () => {
  const undone: string[] = [];
  announceDone('closed', () => undone.push('closed'));
  const first = done.getSnapshot();
  announce('copied');
  expect([done.getSnapshot(), announcement.getSnapshot()?.text]).toEqual([first, 'copied']);
  first?.undo();
  first?.undo();
  expect([undone, done.getSnapshot(), announcement.getSnapshot()?.text]).toEqual([['closed'], null, 'copied']);

  announceDone('assigned', () => undone.push('assigned'));
  announceDone('snoozed', () => undone.push('snoozed'));
  const last = done.getSnapshot();
  dismiss(first?.id ?? 0);
  expect(done.getSnapshot()).toBe(last);
  dismiss(last?.id ?? 0);
  expect(done.getSnapshot()).toBeNull();
});
