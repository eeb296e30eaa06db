/** The inputs of calls; as strict as the others (`inputs.ts`). */
import { z } from 'zod';
import { bytes, callClientId, cursor, id, seq, text } from './fields.ts';
import { LIMITS } from './wire.ts';

export const startCallInput = z.strictObject({
  conversationId: id,
  callId: callClientId,
  media: z.enum(['audio', 'video']),
});
export const callInput = z.strictObject({ callId: id });
export const declineCallInput = z.strictObject({
  callId: id,
  /** `device`: the others ring on. `everyone`: the call is declined. */
  scope: z.enum(['device', 'everyone']).default('device'),
});
export const endCallInput = z.strictObject({
  callId: id,
  reason: z.enum(['hangup', 'media_denied']).default('hangup'),
});
export const transferCallInput = z.strictObject({ callId: id, operatorId: id });
/** `sideCallId` is the id of the new call, `callId` that of the visitor's call it belongs to. */
export const consultInput = z.strictObject({ callId: id, sideCallId: callClientId, operatorId: id });
export const listenInput = z.strictObject({ callId: id, sideCallId: callClientId });
export const relaysInput = z.strictObject({});
export const callEventsInput = z.strictObject({ callId: id, lastEventId: cursor });

const gen = z.number().int().min(0).max(1_000);
/** ICE candidate line (RFC 8839 §5.1); the empty line is the browser's end-of-candidates. */
const candidate = z.strictObject({
  candidate: bytes(LIMITS.candidateBytes).regex(/^(|(a=)?candidate:[^\r\n]+)$/, 'not an ICE candidate'),
  sdpMid: text(64).nullable(),
  sdpMLineIndex: z.number().int().min(0).max(255).nullable(),
  usernameFragment: text(256).nullish(),
});
const signal = z.union([
  z.strictObject({
    kind: z.literal('description'),
    type: z.enum(['offer', 'answer']),
    sdp: bytes(LIMITS.sdpBytes).startsWith('v=0'),
    gen,
  }),
  z.strictObject({
    kind: z.literal('candidates'),
    candidates: z.array(candidate).max(LIMITS.candidatesPerSignal),
    end: z.boolean().optional(),
    gen,
  }),
  z.strictObject({
    kind: z.literal('tracks'),
    audio: z.boolean(),
    video: z.boolean(),
    screen: z.boolean().optional(),
    held: z.boolean().optional(),
    listener: id.optional(),
    rev: seq,
  }),
  z.strictObject({ kind: z.literal('ringing') }),
  z.strictObject({ kind: z.literal('early') }),
  z.strictObject({ kind: z.literal('media'), state: z.enum(['connected', 'lost', 'failed', 'denied']), gen }),
  z.strictObject({ kind: z.literal('restart'), what: z.enum(['ice', 'peer']) }),
  z.strictObject({ kind: z.literal('left') }),
]);
export const signalInput = z.strictObject({ callId: id, signalId: callClientId, signal });

const ms = z.number().min(0).max(60_000);
const mos = z.number().min(1).max(5);
export const reportCallInput = z.strictObject({
  callId: id,
  report: z.strictObject({
    average: z.strictObject({
      mos,
      lossPercent: z.number().min(0).max(100),
      jitterMs: ms,
      roundTripMs: ms.nullable(),
    }),
    worstMos: mos,
    seconds: z
      .number()
      .min(0)
      .max(LIMITS.maxCallMs / 1_000),
    route: z.enum(['direct', 'relay-udp', 'relay-tcp', 'relay-tls']),
  }),
});
