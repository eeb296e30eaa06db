import { deepEqual, equal, ok } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { testDatabases } from '../support/database.ts';
import { createWorld, deviceOf, hear, inState, offer, signalsOf, statesOf, visit, type World } from './call-world.ts';

const times = <T>(n: number, make: (n: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe.each(testDatabases())('races of calls on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld(kind);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('[CL1] case 69: of a hundred devices that accept at once exactly one wins, and all others see which', async () => {
    const { vera, conversation } = await visit(world);
    const { id } = await vera.ring(conversation.id);
    await vera.signal(id, offer('for the winner'));
    const devices = times(100, (n) => deviceOf(world.services, n % 2 === 0 ? world.anna : world.ben));
    const answers = await Promise.all(devices.map((device) => device.call.accept({ callId: id })));
    const winners = devices.filter((_, n) => answers[n]?.won === true);
    equal(winners.length, 1);
    const [winner] = winners;
    ok(winner !== undefined);
    deepEqual(new Set(answers.map(({ call }) => call.callee?.deviceId)), new Set([winner.deviceId]));
    ok((await winner.call.accept({ callId: id })).won, 'the winner may ask again');
    deepEqual(signalsOf(await hear(winner, id, (event) => event.type === 'signal')), [offer('for the winner')]);
    await vera.call.end({ callId: id });
    for (const device of devices.filter((one) => one !== winner).slice(0, 10)) {
      deepEqual(signalsOf(await hear(device, id, inState('ended'))), []);
    }
  });

  test('[CL1] case 69: both sides ring at once: one call, and both are in it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { vera, conversation } = await visit(world);
      const anna = deviceOf(world.services, world.anna);
      const [hers, his] = await Promise.all([vera.ring(conversation.id, 'audio'), anna.ring(conversation.id, 'video')]);
      equal(hers.id, his.id);
      const { call } = await anna.call.accept({ callId: hers.id });
      equal(call.state, 'connecting');
      equal(call.media, 'audio', 'nobody shows more than he asked to');
      deepEqual(new Set([call.caller.deviceId, call.callee?.deviceId]), new Set([vera.deviceId, anna.deviceId]));
      const started = await acrossProjects(world.services.db)
        .selectFrom('call')
        .select('id')
        .where('conversation_id', '=', conversation.id)
        .execute();
      equal(started.length, 1);
      await vera.call.end({ callId: hers.id });
      deepEqual(statesOf(await hear(vera, hers.id, inState('ended'))), ['inviting', 'connecting', 'ended']);
    }
  });

  test('[EL6] the same start again, by whatever path and however late, is the same call and never a second one', async () => {
    const { vera, conversation } = await visit(world);
    const [callId, other] = [uuidv7(), uuidv7()];
    const first = await Promise.all(times(20, () => vera.ring(conversation.id, 'audio', callId)));
    deepEqual(new Set(first.map(({ id }) => id)), new Set([callId]));
    const tab = deviceOf(world.services, vera.connection.caller);
    equal((await tab.ring(conversation.id, 'audio', other)).id, callId, 'the same side sees the call that lives');
    await vera.call.end({ callId });
    for (const id of [callId, other]) {
      const again = await tab.ring(conversation.id, 'audio', id);
      deepEqual([again.id, again.state], [callId, 'ended'], 'a late repetition rings nobody');
    }
  });

  test('[CL1] accept, cancel and decline at once: one outcome, the same for everyone', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { vera, conversation } = await visit(world);
      const [anna, ben] = [deviceOf(world.services, world.anna), deviceOf(world.services, world.ben)];
      const { id } = await vera.ring(conversation.id);
      const [accepted] = await Promise.all([
        anna.call.accept({ callId: id }),
        vera.call.end({ callId: id }),
        ben.call.decline({ callId: id, scope: 'everyone' }),
      ]);
      const heard = await hear(ben, id, inState('ended'));
      const last = heard.at(-1)?.event;
      ok(last?.type === 'state');
      const reasons = accepted.won ? ['hangup_before_connect'] : ['cancelled', 'declined'];
      ok(
        reasons.includes(last.call.endReason ?? ''),
        `${last.call.endReason} after ${accepted.won ? 'a win' : 'no win'}`,
      );
      equal(statesOf(heard).filter((state) => state === 'ended').length, 1);
    }
  });

  test('[CL1] one operator who accepts two calls at once has one of them; the other rings on', async () => {
    for (let round = 0; round < 10; round += 1) {
      const visits = [await visit(world), await visit(world)];
      const calls = await Promise.all(visits.map(({ vera, conversation }) => vera.ring(conversation.id)));
      const answers = await Promise.all(
        calls.map(({ id }) => deviceOf(world.services, world.anna).call.accept({ callId: id })),
      );
      deepEqual(new Set(answers.map(({ won }) => won)), new Set([false, true]));
      deepEqual(new Set(answers.map(({ call }) => call.state)), new Set(['connecting', 'inviting']));
      await Promise.all(visits.map(({ vera }, n) => vera.call.end({ callId: calls[n]?.id ?? '' })));
    }
  });
});
