import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedConversationEvent, RecordedNoteEvent } from '@parley/api/contract/events';
import type { Receipts } from '@parley/api/contract/views';
import type { OutboxEntry } from '../../packages/client/src/outbox/outbox-state.ts';
import { describe as describeFile, WAITING } from '../../packages/client/src/files/upload.ts';
import { advanceReceipts, countUnread, fold, NO_FACTS } from '../../packages/client/src/timeline/conversation-facts.ts';
import { weaveNotes } from '../../packages/client/src/timeline/note-items.ts';
import { logOfPage } from '../../packages/client/src/timeline/stream-log.ts';
import { ItemCache, threadItems, type ThreadSources } from '../../packages/client/src/timeline/thread-items.ts';

const AT = new Date(0);
const VISITOR = { kind: 'visitor', id: 'v' } as const;
const ANN = { kind: 'operator', id: 'ann', name: 'Ann' } as const;

const recorded = (seq: number) => ({ seq, id: `event-${seq}`, at: AT });

function message(seq: number, actor: typeof VISITOR | typeof ANN): RecordedConversationEvent {
  return { ...recorded(seq), type: 'message', actor, messageId: `message-${seq}`, text: `text ${seq}` };
}

function started(seq: number): RecordedConversationEvent {
  return { ...recorded(seq), type: 'call.started', actor: VISITOR, callId: 'call', media: 'audio', caller: 'visitor' };
}

function ended(seq: number): RecordedConversationEvent {
  const end = { callId: 'call', media: 'audio', caller: 'visitor', reason: 'no_answer', durationMs: 0 } as const;
  return { ...recorded(seq), type: 'call.ended', actor: { kind: 'system' }, ...end };
}

function note(seq: number, afterSeq: number): RecordedNoteEvent {
  return { ...recorded(seq), type: 'note', actor: ANN, noteId: `note-${seq}`, text: 'secret', afterSeq };
}

function queued(id: string, phase: OutboxEntry['phase'] = { name: 'queued' }): OutboxEntry {
  return { kind: 'message', id, conversationId: 'c', text: 'unsent', writtenAt: 0, phase };
}

function sources(items: RecordedConversationEvent[], more: Partial<ThreadSources> = {}): ThreadSources {
  const page = { items, hasMore: (items[0]?.seq ?? 1) > 1, cursor: null };
  return {
    log: logOfPage(page),
    notes: logOfPage({ items: [], hasMore: false, cursor: null }),
    weave: weaveNotes,
    unsent: [],
    uploads: new Map(),
    receipts: NO_FACTS.receipts,
    self: { side: 'visitor', operatorId: null },
    ...more,
  };
}

const keys = (given: ThreadSources) => threadItems(given, new ItemCache()).map(({ key }) => key);
const states = (given: ThreadSources) =>
  threadItems(given, new ItemCache()).map((item) => 'state' in item && item.state);

describe('what a thread shows', () => {
  test('our messages are sent, then delivered, then read; the other side shows none of that', () => {
    const receipts: Receipts = { ...NO_FACTS.receipts, operatorDelivered: 3, operatorRead: 1 };
    const items = [message(1, VISITOR), message(2, ANN), message(3, VISITOR), message(4, VISITOR)];
    expect(states(sources(items, { receipts }))).toEqual(['read', 'sent', 'delivered', 'sent']);
  });

  test('unsent messages stand at the end; one whose event has come is shown once', () => {
    const unsent = [queued('message-2', { name: 'sent', seq: 2, duplicate: false, at: 0 }), queued('x')];
    expect(keys(sources([message(1, ANN), message(2, VISITOR)], { unsent }))).toEqual(['message-1', 'message-2', 'x']);
  });

  test('an acknowledged message whose event has not come yet is shown, as sent', () => {
    const unsent = [queued('y', { name: 'sent', seq: 3, duplicate: false, at: 0 })];
    expect(states(sources([message(1, ANN), message(2, ANN)], { unsent }))).toEqual(['sent', 'sent', 'sent']);
  });

  test('the files of an acknowledged message are as in the log, whether its event has come or not', () => {
    const blob = new Blob(['a plan']);
    const upload = { ...describeFile('f', 'c', blob, 'plan.txt'), upload: { ...WAITING, state: 'ready' } } as const;
    const uploads = new Map([['f', upload]]);
    const filesIn = (phase: OutboxEntry['phase']) => {
      const unsent = [{ ...queued('y', phase), files: ['f'] }];
      return threadItems(sources([message(1, ANN)], { unsent, uploads }), new ItemCache()).flatMap((item) =>
        item.kind === 'message' ? item.attachments : [],
      );
    };
    expect(filesIn({ name: 'sending' })).toMatchObject([{ upload: { state: 'ready' }, blob }]);
    expect(filesIn({ name: 'sent', seq: 2, duplicate: false, at: 0 })).toMatchObject([{ upload: null, blob }]);
  });

  test('an acknowledged message far up the thread does not show at its end', () => {
    const unsent = [queued('far', { name: 'sent', seq: 2, duplicate: false, at: 0 })];
    expect(keys(sources([message(5, ANN), message(6, ANN)], { unsent }))).toEqual(['message-5', 'message-6']);
  });

  test('a call is one item, where it began; alone where only its end is loaded', () => {
    expect(keys(sources([message(1, ANN), started(2), message(3, ANN), ended(4)]))).toEqual([
      'message-1',
      'call',
      'message-3',
    ]);
    const [call] = threadItems(sources([ended(4)]), new ItemCache());
    expect(call).toMatchObject({ kind: 'call', ended: { reason: 'no_answer' } });
  });

  test('notes stand behind what they were written after, and before the loaded part not at all', () => {
    const notes = logOfPage({ items: [note(1, 1), note(2, 6), note(3, 9)], hasMore: false, cursor: null });
    const given = sources([message(5, ANN), message(6, VISITOR), message(7, ANN)], { notes });
    expect(keys(given)).toEqual(['message-5', 'message-6', 'note-2', 'message-7', 'note-3']);
  });

  test('an item stays the same object until it changes', () => {
    const cache = new ItemCache();
    const items = [message(1, VISITOR), started(2), message(3, ANN)];
    const before = threadItems(sources(items), cache);
    const receipts: Receipts = { ...NO_FACTS.receipts, operatorRead: 1 };
    const after = threadItems(sources([...items, ended(4)], { receipts }), cache);
    expect(after.map((item, index) => item === before[index])).toEqual([false, false, true]);
  });
});

describe('what a conversation adds up to', () => {
  test('receipts only grow, and what is read counts as delivered', () => {
    const steps = fc.array(fc.record({ receipt: fc.constantFrom('delivered', 'read'), upTo: fc.nat({ max: 20 }) }));
    fc.assert(
      fc.property(steps, (each) => {
        let receipts = NO_FACTS.receipts;
        for (const { receipt, upTo } of each) {
          const next = advanceReceipts(receipts, 'operator', receipt, upTo);
          expect(next.operatorDelivered).toBeGreaterThanOrEqual(
            Math.max(receipts.operatorDelivered, next.operatorRead),
          );
          expect(next.operatorRead).toBeGreaterThanOrEqual(receipts.operatorRead);
          receipts = next;
        }
      }),
    );
  });

  test('a call is live from its start to its own end', () => {
    const live = fold(NO_FACTS, started(1));
    expect(live.liveCallId).toBe('call');
    expect(fold(live, ended(2)).liveCallId).toBeNull();
    expect(fold({ ...live, liveCallId: 'another' }, ended(2)).liveCallId).toBe('another');
  });

  test('unread counts the other side beyond what was read, with what is not loaded', () => {
    const log = sources([message(5, ANN), message(6, VISITOR), message(7, ANN)]).log;
    expect(countUnread(log, 'visitor', NO_FACTS.receipts, 3)).toBe(5);
    expect(countUnread(log, 'visitor', { ...NO_FACTS.receipts, visitorRead: 4 }, 3)).toBe(2);
    expect(countUnread(log, 'visitor', { ...NO_FACTS.receipts, visitorRead: 7 }, 3)).toBe(0);
  });
});
