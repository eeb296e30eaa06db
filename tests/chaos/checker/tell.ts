import { createHash } from 'node:crypto';
import type {
  Acknowledged,
  Applied,
  Began,
  Ended,
  Fault,
  Refused,
  Reset,
  Sent,
  Stored,
  Won,
} from '../history/history.ts';

/** Small words to tell a history by hand: one conversation, Ann's messages, events named after what they hold. */
const STREAM = 'conversation:c';

/** The same name is the same event. */
export const event = (name: string): string => createHash('sha256').update(name).digest('hex').slice(-8);

const isMessage = (name: string): boolean => name.startsWith('m');

export const sent = (at: number, message: string, nth: number, client = 'ann'): Sent => ({
  kind: 'sent',
  ...{ at, client, conversation: 'c', message, nth },
});

export const acked = (at: number, message: string, seq: number, duplicate = false): Acknowledged => ({
  kind: 'acknowledged',
  ...{ at, client: 'ann', conversation: 'c', message, seq, duplicate },
});

export const began = (reader: string, { stream = STREAM, from = null }: Partial<Began> = {}): Began => ({
  kind: 'began',
  ...{ at: 0, reader, view: 'wire', client: 'ann', stream, from, as: 'A' },
});

export const applied = (at: number, reader: string, seq: number, name: string): Applied => ({
  kind: 'applied',
  ...{ at, reader, stream: STREAM, seq, event: event(name), message: isMessage(name) ? name : null },
});

export const reset = (at: number, reader: string): Reset => ({ kind: 'reset', at, reader, stream: STREAM });

export const ended = (at: number, reader: string): Ended => ({ kind: 'ended', at, reader, stream: STREAM });

export const refused = (at: number, message: string): Refused => ({
  kind: 'refused',
  ...{ at, client: 'ann', conversation: 'c', message, code: 'NETWORK' },
});

export const won = (at: number, client: string): Won => ({ kind: 'won', at, client, call: 'k' });

export const fault = (
  at: number,
  name: string,
  phase: Fault['phase'],
  options: Pick<Fault, 'losesTail' | 'onTime'> = {},
): Fault => ({ kind: 'fault', at, fault: name, phase, ...options });

export const stored = (
  seq: number,
  name: string,
  message: string | null = isMessage(name) ? name : null,
  id = name,
): Stored => ({
  kind: 'stored',
  stream: STREAM,
  seq,
  event: event(id),
  message,
  type: message === null ? 'status' : 'message',
});
