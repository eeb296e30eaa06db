import type { ThreadItem } from '@parley/client';

export const SOME_TALK: readonly ThreadItem[] = [
  message('m1', true, 'Hello, is the lamp with the linen shade still in stock?', 1),
  message('m2', false, 'Yes, two are left. Shall I put one aside for you?', 2),
];

function message(key: string, mine: boolean, text: string, seq: number): ThreadItem {
  return {
    kind: 'message',
    key,
    seq,
    from: mine ? 'visitor' : 'operator',
    author: mine ? null : { id: 'o1', name: 'Anna Lind' },
    mine,
    text,
    attachments: [],
    at: new Date(Date.now() - 600_000),
    state: mine ? 'read' : 'sent',
    error: null,
    changes: null,
    replyTo: null,
  };
}

export function missedCall(): ThreadItem {
  const at = new Date(Date.now() - 120_000);
  const ending = { reason: 'no_answer' as const, durationMs: 0 };
  return { kind: 'call', key: 'x', seq: 3, at, callId: 'x', media: 'audio', caller: 'operator', ended: ending };
}
