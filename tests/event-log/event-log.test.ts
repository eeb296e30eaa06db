import { afterAll, beforeAll, describe, test } from 'vitest';
import { createLogWorld, type LogWorld } from './log-world.ts';
import { cursorsProveThemselves, lostTail } from './properties/cursors.ts';
import { eventDuringFirstLook } from './properties/first-look.ts';
import { randomTraffic } from './properties/random-traffic.ts';
import { slowCommit } from './properties/slow-commit.ts';
import { logs } from './logs.ts';

describe.each(logs())('$log.name on $kind', ({ log, kind }) => {
  let world: LogWorld;
  beforeAll(async () => {
    world = await createLogWorld(kind, log);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test(
    '[EL2] [EL3] [EL5] [EL6] random traffic over several nodes and a bad bus: read once, in order, from any cursor',
    () => randomTraffic(world, { runs: 40 }),
    120_000,
  );

  test('[EL3] an event that commits during a reader’s first look arrives by its hint', () =>
    eventDuringFirstLook(world));

  test('[EL4] a tampered or foreign cursor gets reset first, then everything', () =>
    cursorsProveThemselves(world, { runs: 60 }));

  test('[EL4] cursors into a lost tail get reset, those before it do not', () => lostTail(world));

  test.skipIf(kind === 'embedded')('[EL2] an append that commits late is not overtaken in its inbox', () =>
    slowCommit(world),
  );
});
