import { rejects } from 'node:assert/strict';
import { describe, inject, test } from 'vitest';
import { testDatabases } from '../support/database.ts';
import type { LogImplementation } from './log-node.ts';
import { createLogWorld, type LogWorld } from './log-world.ts';
import { bigserialOrder } from './planted/bigserial-order.ts';
import { cursorUnchecked } from './planted/cursor-unchecked.ts';
import { hintIsTruth } from './planted/hint-is-truth.ts';
import { listenAfterRead } from './planted/listen-after-read.ts';
import { retryWithNewId } from './planted/retry-with-new-id.ts';
import { cursorsProveThemselves, lostTail } from './properties/cursors.ts';
import { eventDuringFirstLook } from './properties/first-look.ts';
import { randomTraffic } from './properties/random-traffic.ts';
import { slowCommit } from './properties/slow-commit.ts';

/** A reader of a planted bug waits in vain: no clock here could help it, so little patience is enough. */
const patienceMs = 1_000;

/** The properties of `event-log.test.ts` against a bug: one that they do not find says that they prove nothing. */
async function caught(planted: LogImplementation, property: (world: LogWorld) => Promise<void>, finding: RegExp) {
  await using world = await createLogWorld(testDatabases().at(-1) ?? 'embedded', planted);
  await rejects(
    property(world),
    (cause) => cause instanceof Error && finding.test(`${cause.message} ${String(cause.cause)}`),
  );
}

describe('the properties of the log find planted bugs', () => {
  test('planted bug: listen after read is caught', () =>
    caught(listenAfterRead, (world) => eventDuringFirstLook(world, patienceMs), /waits in vain for event 1/));

  test('planted bug: cursor unchecked is caught, by tampered cursors', () =>
    caught(
      cursorUnchecked,
      (world) => cursorsProveThemselves(world, { runs: 60, patienceMs, endOnFailure: true }),
      /resets from|waits in vain/,
    ));

  test('planted bug: cursor unchecked is caught, by a lost tail', () =>
    caught(cursorUnchecked, (world) => lostTail(world, patienceMs), /resets when|waits in vain/));

  test(
    'planted bug: retry with a new id is caught',
    () =>
      caught(
        retryWithNewId,
        (world) => randomTraffic(world, { runs: 40, patienceMs, endOnFailure: true }),
        /duplicate/,
      ),
    60_000,
  );

  test(
    'planted bug: hint trusted as truth is caught',
    () =>
      caught(
        hintIsTruth,
        (world) => randomTraffic(world, { runs: 40, patienceMs, endOnFailure: true }),
        /follows|waits in vain/,
      ),
    60_000,
  );

  test.skipIf(inject('postgresUrl') === null)('planted bug: bigserial order is caught', () =>
    caught(bigserialOrder, (world) => slowCommit(world, patienceMs), /passed by/),
  );
});
