import { z } from 'zod';
import type { BusMessage } from './bus.ts';

const visitor = z.object({ kind: z.literal('visitor'), id: z.string() });
const operator = z.object({ kind: z.literal('operator'), id: z.string(), name: z.string() });
const inProject = { projectId: z.string() };
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hint'), stream: z.number(), seq: z.number() }),
  z.object({ kind: z.literal('revoked'), sessionId: z.string() }),
  z.object({ kind: z.literal('rights'), operatorId: z.string(), rights: z.number() }),
  z.object({ kind: z.literal('visitorGone'), visitorId: z.string() }),
  z.object({ kind: z.literal('conversationGone'), conversationId: z.string() }),
  z.object({
    kind: z.literal('present'),
    node: z.string(),
    who: z.union([visitor.extend(inProject), operator.extend(inProject)]),
    here: z.boolean(),
  }),
  z.object({ kind: z.literal('left'), node: z.string() }),
  z.object({
    kind: z.literal('typing'),
    node: z.string(),
    typing: z.object({
      conversationId: z.string(),
      ...inProject,
      who: z.union([visitor, operator]),
      typing: z.boolean(),
      text: z.string().optional(),
    }),
  }),
  z.object({
    kind: z.literal('looking'),
    node: z.string(),
    looking: z.object({ conversationId: z.string(), who: operator, deviceId: z.string(), looking: z.boolean() }),
  }),
]);

/** In packets of at most `maxBytes`, one message a line; what does not fit into one alone is left out. */
export function encodeMessages(list: readonly BusMessage[], maxBytes: number): string[] {
  const packets: string[][] = [];
  let room = 0;
  for (const line of list.map((one) => JSON.stringify(one))) {
    const bytes = Buffer.byteLength(line) + 1;
    if (bytes > maxBytes) continue;
    if (bytes > room) {
      packets.push([]);
      room = maxBytes;
    }
    packets.at(-1)?.push(line);
    room -= bytes;
  }
  return packets.map((lines) => lines.join('\n'));
}

/** A line that is not ours, such as a newer node's new kind, is no message; its neighbours are. */
export function decodeMessages(text: string): BusMessage[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [message.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
