import { describe, inject, test } from 'vitest';
import { createTestDatabase } from '../../support/database.ts';
import { startServerProcess } from '../../support/server-process.ts';
import { freezeAndThaw } from './wake-round.ts';

/** Long enough to be taken for a sleep. `npm run desktop:wake` sleeps for minutes. */
const FROZEN_MS = 12_000;
/** How soon is for `npm run desktop:wake`, where nothing else runs. */
const PATIENCE_MS = 60_000;

describe.skipIf(!inject('hasChromium') || process.platform !== 'linux')('a desk that was asleep', () => {
  test('shows the server’s count, all messages once, no call that is over, and the draft', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await freezeAndThaw(server, FROZEN_MS, PATIENCE_MS);
  });
});
