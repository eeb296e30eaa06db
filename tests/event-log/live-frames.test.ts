import { equal, ok } from 'node:assert/strict';
import superjson from 'superjson';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { toConversationEvent } from '../../packages/api/src/conversation/list-messages.ts';
import type { ConversationBody } from '../../packages/api/src/event-log/event-bodies.ts';
import { frameOf } from '../../packages/api/src/event-log/live-frames.ts';
import type { StoredEvent } from '../../packages/api/src/event-log/read-events.ts';

/** One of each kind: a new kind does not compile without its sample. */
const bodies: { [T in ConversationBody['type']]: Extract<ConversationBody, { type: T }> } = {
  message: { type: 'message', messageId: uuidv7(), text: 'Grüße, “quotes” \\ 😀 \u2028 </script>' },
  'message.edited': {
    type: 'message.edited',
    changeId: uuidv7(),
    messageId: uuidv7(),
    messageSeq: 2,
    text: 'Grüße',
    caption: 'Grüße',
  },
  'message.deleted': { type: 'message.deleted', changeId: uuidv7(), messageId: uuidv7(), messageSeq: 2 },
  'message.reacted': {
    type: 'message.reacted',
    changeId: uuidv7(),
    messageId: uuidv7(),
    messageSeq: 2,
    emoji: '👍🏽',
    on: true,
  },
  assigned: { type: 'assigned', operator: { id: uuidv7(), name: 'Anna' } },
  status: { type: 'status', status: 'snoozed' },
  receipt: { type: 'receipt', receipt: 'read', side: 'visitor', upTo: 7 },
  'call.started': { type: 'call.started', callId: uuidv7(), media: 'audio', caller: 'visitor' },
  'call.ended': {
    type: 'call.ended',
    callId: uuidv7(),
    media: 'video',
    caller: 'operator',
    reason: 'completed',
    durationMs: 61_000,
  },
};

test.each(Object.values(bodies))('a ready frame of $type is what the adapter would have sent', (body) => {
  const event: StoredEvent<'conversation'> = {
    seq: 3,
    id: uuidv7(),
    at: new Date('2026-01-02T03:04:05.678Z'),
    actor: { kind: 'visitor', id: uuidv7() },
    body,
  };
  const cursor = `3.${event.id.slice(-8)}`;
  const data = superjson.serialize({ id: cursor, data: toConversationEvent(event) });
  const sent = frameOf(event, '7', toConversationEvent).toString();
  expect(JSON.parse(sent)).toEqual({ id: 7, result: { type: 'data', data, id: cursor } });
  equal(frameOf(event, '"x"', toConversationEvent).toString(), sent.replace('{"id":7', '{"id":"x"'));
});

test('kept frames have a bounded size, however large the events are', () => {
  const large = (seq: number): StoredEvent<'conversation'> => ({
    seq,
    id: uuidv7(),
    at: new Date(),
    actor: { kind: 'visitor', id: uuidv7() },
    body: { type: 'message', messageId: uuidv7(), text: 'x'.repeat(200_000) },
  });
  const first = large(1);
  const frame = frameOf(first, '1', toConversationEvent);
  equal(frameOf(first, '1', toConversationEvent), frame, 'one for all who have this call id');
  for (let seq = 2; seq <= 100; seq += 1) frameOf(large(seq), '1', toConversationEvent);
  ok(frameOf(first, '1', toConversationEvent) !== frame, '20 MB of frames were kept');
});
