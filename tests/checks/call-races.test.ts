import { expect, test } from 'vitest';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import { runRaces } from './steps/call-races.ts';
import { startTarget } from './target.ts';

/** On the embedded database, beside other tests, each takes its time. */
const RACES = 20;
const CHECK_MS = 180_000;

/** Some of what `npm run call-races` does by the thousand. */
test.each(testDatabases())(
  '[CL1] of two that accept at once one wins, and two that call each other are in one call, on %s',
  async (kind) => {
    await using database = await createTestDatabase(kind);
    await using target = await startTarget(database.env);
    const { figures, violations } = await runRaces(target.url, { races: RACES, lanes: 2 });
    expect(violations).toEqual([]);
    for (const { races, first, second } of Object.values(figures))
      expect([races, first + second]).toEqual([RACES, RACES]);
  },
  CHECK_MS,
);
