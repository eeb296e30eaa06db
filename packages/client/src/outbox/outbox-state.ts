/**
 * One thing to say, from the keystroke to the server's acknowledgement.
 *
 *   queued ──picked──▶ sending ──acknowledged──▶ sent ──(log lost its tail: reset)──▶ queued
 *     ▲                 │    │
 *     └───unanswered────┘    └──refused──▶ failed ──retry──▶ queued
 *
 * With files it is `uploading` first, and queued when they have arrived: written then, and holding up nobody.
 */
import type { SendResult } from '@parley/api/contract/views';
import type { MessageChange } from '../talk/talk-types.ts';
import type { ClientErrorCode } from '../types.ts';

export interface OutboxEntry {
  kind: 'message' | 'note' | 'change';
  /** Made here, UUID v7; never changes, however often it is sent (EL6). */
  id: string;
  conversationId: string;
  /** Of a change empty. */
  text: string;
  /** Ids of its files, in order. */
  files?: readonly string[];
  /** Of a message: the one that it answers. */
  replyTo?: string;
  /** Of a note: the operators that it calls. */
  mentions?: readonly string[];
  /** Of a change: what becomes of which message. */
  change?: MessageChange & { messageId: string };
  /** Milliseconds since the epoch, by this device's clock. */
  writtenAt: number;
  phase: OutboxPhase;
}

export type OutboxPhase =
  | { name: 'uploading' }
  | { name: 'queued' }
  | { name: 'sending' }
  | { name: 'sent'; seq: number; duplicate: boolean; at: number }
  | { name: 'failed'; code: ClientErrorCode };

export type OutboxEvent =
  | { type: 'picked' }
  /** The outcome is unknown; the id makes another try harmless. */
  | { type: 'unanswered' }
  | { type: 'acknowledged'; result: SendResult; at: number }
  | { type: 'refused'; code: ClientErrorCode }
  | { type: 'retry' }
  | { type: 'reset' }
  /** Its files are to be brought to the server, or looked for there, again. */
  | { type: 'upload' }
  | { type: 'arrived' };

/** An acknowledged send is kept this long, to be offered again when a failover lost the log's tail (EL4). */
export const KEEP_SENT_MS = 10 * 60 * 1000;

type PhaseName = OutboxPhase['name'];

export const OUTBOX_TABLE: Record<PhaseName, Record<OutboxEvent['type'], PhaseName>> = {
  uploading: {
    picked: 'uploading',
    unanswered: 'uploading',
    acknowledged: 'sent',
    refused: 'failed',
    retry: 'uploading',
    reset: 'uploading',
    upload: 'uploading',
    arrived: 'queued',
  },
  queued: {
    picked: 'sending',
    unanswered: 'queued',
    // Another tab that shares the storage was faster.
    acknowledged: 'sent',
    refused: 'failed',
    retry: 'queued',
    reset: 'queued',
    upload: 'queued',
    arrived: 'queued',
  },
  sending: {
    picked: 'sending',
    unanswered: 'queued',
    acknowledged: 'sent',
    refused: 'failed',
    retry: 'sending',
    reset: 'sending',
    upload: 'uploading',
    arrived: 'sending',
  },
  sent: {
    picked: 'sent',
    unanswered: 'sent',
    acknowledged: 'sent',
    refused: 'sent',
    retry: 'sent',
    reset: 'queued',
    upload: 'uploading',
    arrived: 'sent',
  },
  failed: {
    picked: 'failed',
    unanswered: 'failed',
    acknowledged: 'sent',
    refused: 'failed',
    retry: 'queued',
    reset: 'failed',
    upload: 'uploading',
    arrived: 'failed',
  },
};

export function advance(phase: OutboxPhase, event: OutboxEvent): OutboxPhase {
  const name = OUTBOX_TABLE[phase.name][event.type];
  if (name === phase.name) return phase;
  switch (name) {
    case 'sent':
      if (event.type !== 'acknowledged') return phase;
      return { name, seq: event.result.seq, duplicate: event.result.duplicate, at: event.at };
    case 'failed':
      return event.type === 'refused' ? { name, code: event.code } : phase;
    case 'uploading':
    case 'queued':
    case 'sending':
      return { name };
  }
}
