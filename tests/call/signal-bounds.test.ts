import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { describe, test } from 'vitest';
import type { CallSignal } from '../../packages/api/src/contract/events.ts';
import { signalInput } from '../../packages/api/src/contract/call-inputs.ts';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import { testDatabases } from '../support/database.ts';
import { createWorld, deviceOf, visit } from './call-world.ts';

const passes = (signal: unknown): boolean =>
  signalInput.safeParse({ callId: uuidv7(), signalId: uuidv7(), signal }).success;
const described = (sdp: string) => ({ kind: 'description', type: 'offer', sdp, gen: 0 });
const line = (candidate: string) => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 });
const candidates = (list: unknown[]) => ({ kind: 'candidates', candidates: list, gen: 0 });

/** Each at its bound and one past it; `é` is two bytes. */
const BOUNDS: [what: string, within: unknown, past: unknown][] = [
  [
    'a description of 32 KiB',
    described(`v=0${'x'.repeat(LIMITS.sdpBytes - 3)}`),
    described(`v=0${'x'.repeat(LIMITS.sdpBytes - 2)}`),
  ],
  [
    'a description counted in bytes',
    described(`v=0 ${'é'.repeat(LIMITS.sdpBytes / 2 - 2)}`),
    described(`v=0 ${'é'.repeat(LIMITS.sdpBytes / 2 - 1)}`),
  ],
  [
    'a candidate of 512 bytes',
    candidates([line(`candidate:${'x'.repeat(LIMITS.candidateBytes - 10)}`)]),
    candidates([line(`candidate:${'x'.repeat(LIMITS.candidateBytes - 9)}`)]),
  ],
  [
    'twenty candidates in a signal',
    candidates(Array.from({ length: LIMITS.candidatesPerSignal }, () => line('candidate:1'))),
    candidates(Array.from({ length: LIMITS.candidatesPerSignal + 1 }, () => line('candidate:1'))),
  ],
  ['a line of one line', candidates([line('candidate:1')]), candidates([line('candidate:1\r\na=candidate:2')])],
  [
    'the name of a medium',
    candidates([{ ...line(''), sdpMid: 'x'.repeat(64) }]),
    candidates([{ ...line(''), sdpMid: 'x'.repeat(65) }]),
  ],
];

describe('signals are bounded', () => {
  test.each(BOUNDS)('[CL2] case 70: %s, and nothing past it', (_what, within, past) => {
    deepEqual([passes(within), passes(past)], [true, false]);
  });

  test.each(testDatabases())('[CL2] what waits for the winner is bounded too; the call lives (%s)', async (kind) => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const { id } = await vera.ring(conversation.id);
    const tracks = (rev: number): CallSignal => ({ kind: 'tracks', audio: true, video: false, rev });
    const many = LIMITS.candidatesPerLeg + 20;
    for (let rev = 0; rev < many; rev += 1) await vera.signal(id, tracks(rev));
    await rejects(vera.signal(id, tracks(many)), /too many signals/);
    const { won, call } = await deviceOf(world.services, world.anna).call.accept({ callId: id });
    ok(won);
    equal(call.state, 'connecting');
  });

  test.each(testDatabases())('[CL2] a call has a number of signals, and can be ended past it (%s)', async (kind) => {
    await using world = await createWorld(kind);
    const { vera, conversation } = await visit(world);
    const { id } = await vera.ring(conversation.id);
    const { db } = world.services;
    const stream = db.selectFrom('call').select('stream_id').where('id', '=', id);
    await db
      .updateTable('stream')
      .set({ last_seq: LIMITS.callEvents - 1 })
      .where('id', '=', stream)
      .execute();
    await vera.signal(id, { kind: 'left' });
    await rejects(vera.signal(id, { kind: 'left' }), /too many signals/);
    equal((await vera.call.end({ callId: id })).endReason, 'cancelled');
  });
});
