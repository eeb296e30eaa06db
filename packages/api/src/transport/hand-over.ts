import { AsyncLocalStorage } from 'node:async_hooks';
import { jsonEncoder } from '@trpc/server/adapters/ws';
import type { CallId, Message } from './frame.ts';

/**
 * How a judged message gets through tRPC's adapter. The adapter reads each frame as text, parses it and tells a
 * procedure nothing of the call's id: here it is given the message as it was parsed for judging, and the procedure of
 * a subscription can ask which call it is.
 */
const calls = new AsyncLocalStorage<CallId>();
const EMPTY = Buffer.alloc(0);
let judged: Message | null = null;

export const currentCall = (): CallId | undefined => calls.getStore();

/** `emit` hands a frame to the adapter, which decodes it before it returns. */
export function handOver(message: Message, emit: (frame: Buffer) => boolean): boolean {
  judged = message;
  try {
    return message.method === 'subscription' ? calls.run(message.id, emit, EMPTY) : emit(EMPTY);
  } finally {
    judged = null;
  }
}

export const encoder: typeof jsonEncoder = {
  encode: (message) => jsonEncoder.encode(message),
  decode: (data) => judged ?? jsonEncoder.decode(data),
};
