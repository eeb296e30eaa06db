import { describe, expect, test } from 'vitest';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import { Check } from './check.ts';
import { callsSignaling } from './steps/calls-signaling.ts';
import { connectAuth } from './steps/connect-auth.ts';
import { reliable } from './steps/reliable.ts';
import { startTarget } from './target.ts';

/** A call rings for 45 s, and all checks run at once. */
const CHECK_MS = 180_000;

const checks = [
  ['[TR1] smoke:ws:connect:auth', connectAuth],
  ['[EL1] [EL2] [EL3] [EL6] [CV1] e2e:reliable', reliable],
  ['[CL1] [CL2] e2e:calls:signaling', callsSignaling],
] as const;

describe.each(testDatabases())('the checks on %s', (kind) => {
  test.concurrent.each(checks)(
    '%s',
    async (_name, run) => {
      const lines: string[] = [];
      const check = new Check((line) => lines.push(line));
      await check.scene('start', async () => {
        await using database = await createTestDatabase(kind);
        await using target = await startTarget(database.env);
        await run(check, target);
      });
      expect(lines.filter((line) => line.startsWith('FAIL'))).toEqual([]);
      expect(check.result).toMatchObject({ failed: 0, skipped: 0 });
    },
    CHECK_MS,
  );
});
