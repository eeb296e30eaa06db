import { describe, expect, test } from 'vitest';
import { createTestDatabase, testDatabases, type DatabaseKind } from '../support/database.ts';
import { Check } from './check.ts';
import { callsSignaling } from './steps/calls-signaling.ts';
import { connectAuth } from './steps/connect-auth.ts';
import { reliable } from './steps/reliable.ts';
import { startTarget, type Target } from './target.ts';

const CHECK_MS = 180_000;

async function passes(run: (check: Check, target: Target) => Promise<void>, kind: DatabaseKind): Promise<void> {
  const lines: string[] = [];
  const check = new Check((line) => lines.push(line));
  await check.scene('start', async () => {
    await using database = await createTestDatabase(kind);
    await using target = await startTarget(database.env);
    await run(check, target);
  });
  expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
  expect(check.result).toMatchObject({ failed: 0, skipped: 0 });
}

/** A call rings for 45 s, and nothing else happens: on all databases at once, beside the checks that have much to do. */
describe.concurrent('the checks', () => {
  test.each(testDatabases())('[CL1] [CL2] e2e:calls:signaling on %s', (kind) => passes(callsSignaling, kind), CHECK_MS);

  // A group of its own, which begins with the others: one database after the other.
  describe('with much to do', () => {
    describe.each(testDatabases())('on %s', { concurrent: false }, (kind) => {
      test.concurrent('[TR1] smoke:ws:connect:auth', () => passes(connectAuth, kind), CHECK_MS);
      test.concurrent('[EL1] [EL2] [EL3] [EL6] [CV1] e2e:reliable', () => passes(reliable, kind), CHECK_MS);
    });
  });
});
