import type { CallSnapshot, MessageItem } from '@parley/client';
import { expect, test } from 'vitest';
import { CALL_VIEW } from '../client/call-view.ts';
import { TALKING } from '../support/call-snapshots.ts';
import type { PanelHost } from '../../packages/widget-sdk/src/loader/chunks.ts';
import { announceCall, announceThread } from '../../packages/widget-sdk/src/session/announce.ts';
import { createStore } from '../../packages/widget-sdk/src/session/value-store.ts';

type Snapshot = ReturnType<Parameters<typeof announceThread>[0]['getSnapshot']>;

function message(text: string, seq: number | null): MessageItem {
  return {
    kind: 'message',
    key: text,
    seq,
    from: 'operator',
    author: { id: 'a', name: 'Anna' },
    mine: false,
    text,
    attachments: [],
    at: new Date(0),
    state: 'sent',
    error: null,
    changes: null,
    replyTo: null,
  };
}

/** What the site is told, in order, and the levers to change the thread. */
function listen(first: Partial<Snapshot>, knownSeq: number) {
  const thread = createStore<Snapshot>({ state: 'ready', items: [], lastSeq: 0, unread: 0, ...first });
  const told: string[] = [];
  const emit: PanelHost['emit'] = (name, event) => {
    if ('text' in event) told.push(`${name} ${event.text}`);
    if ('count' in event) told.push(`${name} ${event.count}`);
  };
  const stop = announceThread(thread, knownSeq, { emit, setUnread: (count) => told.push(`badge ${count}`) });
  const change = (next: Partial<Snapshot>): void => thread.set({ ...thread.getSnapshot(), ...next });
  return { told, change, stop };
}

test('what was there before is no news; what comes is told once', () => {
  const { told, change } = listen({ items: [message('old', 1)], lastSeq: 1 }, 1);
  change({ items: [message('old', 1), message('new', 2)], lastSeq: 2 });
  change({ items: [message('old', 1), message('new', 2)], lastSeq: 3 });
  expect(told).toEqual(['message new']);
});

test('a message of files alone is told by their names', () => {
  const { told, change } = listen({}, 0);
  const none = { type: 'image/png', size: 1, width: 1, height: 1, upload: null, blob: null };
  const photo = { id: 'p', name: 'photo.png', kind: 'image', ...none } as const;
  change({ items: [{ ...message('m', 1), text: '', attachments: [photo] }], lastSeq: 1 });
  expect(told).toEqual(['message 📎 photo.png']);
});

test('a message whose seq is known before the log has brought it is told once, in the order of the log', () => {
  const { told, change } = listen({}, 0);
  change({ items: [message('mine', null)] });
  change({ items: [message('mine', 2)] });
  change({ items: [message('theirs', 1), message('mine', 2)], lastSeq: 1 });
  change({ lastSeq: 2 });
  expect(told).toEqual(['message theirs', 'message mine']);
});

test('after a reset to an older log, what comes next is news', () => {
  const { told, change } = listen({ items: [message('lost', 9)], lastSeq: 9 }, 9);
  change({ items: [], lastSeq: 0 });
  change({ items: [message('again', 1)], lastSeq: 1 });
  expect(told).toEqual(['message again']);
});

test('the unread count is told when it changes, and nothing after the end', () => {
  const { told, change, stop } = listen({ unread: 2 }, 0);
  change({ unread: 2 });
  change({ unread: 0 });
  stop();
  change({ unread: 5 });
  expect(told).toEqual(['badge 2', 'unread 2', 'badge 0', 'unread 0']);
});

test('a call that rings is brought to sight once, and again whenever somebody begins to listen', () => {
  const call = createStore<CallSnapshot>({ ...TALKING, phase: 'incoming' });
  const told: string[] = [];
  const stop = announceCall(call, {
    emit: () => undefined,
    setCall: (sign) => told.push(sign),
    requestOpen: () => told.push('open'),
  });
  const heardBy = (...names: string[]) => ({ ...CALL_VIEW, listeners: names.map((name) => ({ id: name, name })) });
  call.set({ ...TALKING, phase: 'incoming' });
  call.set({ ...TALKING, call: heardBy() });
  call.set({ ...TALKING, call: heardBy('Bob') });
  call.set({ ...TALKING, call: heardBy('Bob') });
  call.set({ ...TALKING, call: heardBy() });
  call.set({ ...TALKING, call: heardBy('Bob') });
  call.set({ ...TALKING, phase: 'ended', call: heardBy('Bob') });
  stop();
  call.set({ ...TALKING, call: heardBy() });
  expect(told).toEqual(['open', 'ringing', 'running', 'open', 'open', 'none']);
});
