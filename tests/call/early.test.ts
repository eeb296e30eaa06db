/** Connecting while it rings: what the called side's devices are told before one of them has accepted, and after. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { CallEvent } from '../../packages/api/src/contract/events.ts';
import { testDatabases } from '../support/database.ts';
import {
  answer,
  candidate,
  connected,
  createWorld,
  deviceOf,
  hear,
  inState,
  offer,
  signalsOf,
  statesOf,
  visit,
  type TestDevice,
  type World,
} from './call-world.ts';

const TURN = { TURN_URLS: 'turn:turn.example.com', TURN_SECRET: 'north' };
/** A state in which this device, or none, connects while it rings. */
const early = (deviceId: string | null) => (event: CallEvent) =>
  event.type === 'state' && (event.call.early?.device?.deviceId ?? null) === deviceId;
const isSignal = (event: CallEvent): boolean => event.type === 'signal';
const relayed = (n: number, gen = 0) => ({
  ...candidate(n, gen),
  candidates: [
    {
      candidate: `candidate:${n} 1 udp 1 192.0.2.1 ${n} typ relay raddr 10.0.0.1 rport 9`,
      sdpMid: '0',
      sdpMLineIndex: 0,
    },
  ],
});

describe.each(testDatabases())('connecting while it rings on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(kind, TURN);
    const owner = deviceOf(world.services, world.anna);
    await owner.api.project.update({ projectId: world.projectId, relayOnly: false, connectsEarly: true });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** A visitor has called and offered, and two operators' devices ring; `can` say that they can connect meanwhile. */
  async function ring(can: (who: { vera: TestDevice; anna: TestDevice; ben: TestDevice }) => TestDevice[]) {
    const { vera, conversation } = await visit(world);
    const people = { vera, anna: deviceOf(world.services, world.anna), ben: deviceOf(world.services, world.ben) };
    const { id, relayOnly } = await vera.ring(conversation.id);
    equal(relayOnly, true, 'what is said while it rings is said without addresses');
    await vera.signal(id, offer('vera'));
    for (const device of [people.anna, people.ben]) await device.signal(id, { kind: 'ringing' });
    for (const device of can(people)) await device.signal(id, { kind: 'early' });
    const over = (): Promise<unknown> => vera.call.end({ callId: id });
    return { ...people, id, [Symbol.asyncDispose]: async () => void (await over()) };
  }

  test('[CL1] [CL2] [CL3] the first that rings hears the caller and is heard; with its accept the call is active', async () => {
    await using call = await ring(({ vera, anna, ben }) => [anna, vera, ben]);
    const { vera, anna, ben, id } = call;
    await vera.signal(id, relayed(1));
    await vera.signal(id, candidate(2));
    await anna.signal(id, answer('anna'));
    await ben.signal(id, answer('ben'));
    await anna.signal(id, relayed(3));
    for (const device of [vera, anna, ben]) await device.signal(id, connected());
    equal((await anna.call.accept({ callId: id })).call.state, 'active');

    const toAnna = await hear(anna, id, inState('active'));
    deepEqual(statesOf(toAnna), ['inviting', 'ringing', 'ringing', 'active']);
    deepEqual(
      signalsOf(toAnna).map((signal) => [signal.kind, 'gen' in signal && signal.gen]),
      [
        ['description', 0],
        ['candidates', 0],
        ['candidates', 0],
      ],
    );
    ok(!JSON.stringify(toAnna).includes('typ host'), 'no address but relays’');
    deepEqual(
      signalsOf(await hear(vera, id, inState('active'))).map(({ kind: what }) => what),
      ['description', 'candidates'],
    );
    deepEqual(signalsOf(await hear(ben, id, inState('active'))), [], 'nothing to a device that only rings');
    equal((await vera.call.end({ callId: id })).endReason, 'completed');
  });

  test('[CL2] another device accepts: a new generation, and what it is told is said in that one', async () => {
    await using call = await ring(({ vera, anna }) => [vera, anna]);
    const { vera, anna, ben, id } = call;
    await anna.signal(id, answer('anna'));
    for (const device of [vera, anna]) await device.signal(id, connected());
    const { won, call: view } = await ben.call.accept({ callId: id });
    deepEqual([won, view.state, view.gen, view.early], [true, 'connecting', 1, null]);
    await vera.signal(id, offer('vera', 0));
    await vera.signal(id, offer('vera', 1));
    const heard = signalsOf(await hear(ben, id, isSignal));
    deepEqual(
      heard.map((signal) => 'gen' in signal && signal.gen),
      [1],
    );
    deepEqual(statesOf(await hear(anna, id, inState('connecting'))).at(-1), 'connecting');
  });

  test('[CL1] it declines: the call rings on without, and what was said to it is void', async () => {
    await using call = await ring(({ vera, anna }) => [vera, anna]);
    const { vera, anna, ben, id } = call;
    await hear(vera, id, early(anna.deviceId));
    const declined = await anna.call.decline({ callId: id });
    deepEqual([declined.state, declined.gen, declined.early], ['ringing', 1, { device: null }]);
    await vera.signal(id, offer('vera', 1));
    equal((await ben.call.accept({ callId: id })).call.gen, 1);
    equal(signalsOf(await hear(ben, id, isSignal)).length, 1);
  });

  test('[CL2] a caller of an older version, whose microphone is heard from the first packet on, connects after the accept', async () => {
    await using call = await ring(({ anna }) => [anna]);
    const { vera, anna, id } = call;
    const { call: view } = await anna.call.accept({ callId: id });
    deepEqual([view.state, view.gen], ['connecting', 0]);
    const heard = await hear(anna, id, isSignal);
    deepEqual(statesOf(heard), ['inviting', 'ringing', 'connecting'], 'told only after the accept');
    equal(statesOf(await hear(vera, id, inState('connecting'))).length, 3);
  });

  test('[AU1] who lets it ring, connects meanwhile, says no or is asked to take over, the caller is not told', async () => {
    await using call = await ring(({ vera, ben }) => [vera, ben]);
    const { vera, anna, ben, id } = call;
    await ben.signal(id, answer('ben'));
    const whileItRang = await hear(vera, id, isSignal);
    await ben.call.decline({ callId: id });
    ok((await anna.call.accept({ callId: id })).won);
    for (const device of [vera, anna]) await device.signal(id, connected(1));
    await anna.call.transfer({ callId: id, operatorId: world.ben.id });
    await ben.call.decline({ callId: id });
    await vera.call.end({ callId: id });
    const told = JSON.stringify([...whileItRang, ...(await hear(vera, id, inState('ended')))]);
    for (const each of [world.ben.id, '"Ben"']) ok(!told.includes(each), `${each} in ${told}`);
    ok(told.includes('"Anna"'), 'whom he talks with he is told');
  });

  test('[CL3] case 72: where the project does not want it nobody is told anything before the accept', async () => {
    const owner = deviceOf(world.services, world.anna);
    await owner.api.project.update({ projectId: world.projectId, connectsEarly: false });
    const { vera, conversation } = await visit(world);
    const anna = deviceOf(world.services, world.anna);
    const { id, relayOnly, early: mayBe } = await vera.ring(conversation.id);
    deepEqual([relayOnly, mayBe], [false, null]);
    await vera.signal(id, offer('vera'));
    await anna.signal(id, { kind: 'ringing' });
    for (const device of [anna, vera]) await device.signal(id, { kind: 'early' });
    deepEqual(signalsOf(await hear(anna, id, inState('ringing'))), []);
    await vera.call.end({ callId: id });
    await owner.api.project.update({ projectId: world.projectId, connectsEarly: true });
  });
});
