import { z } from 'zod';
import type { BusMessage } from './bus.ts';

const messages = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('hint'), stream: z.number(), seq: z.number() }),
    z.object({ kind: z.literal('revoked'), sessionId: z.string() }),
  ]),
);

export function encodeMessages(list: BusMessage[]): string {
  return JSON.stringify(list);
}

/** A text that is not ours, such as a newer node's new kind, is no message. */
export function decodeMessages(text: string): BusMessage[] {
  try {
    return messages.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
