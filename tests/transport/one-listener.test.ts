import { match, ok, rejects, throws } from 'node:assert/strict';
import { startServer } from '@parley/api/server';
import { pino } from 'pino';
import { describe, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase } from '../support/database.ts';
import { startInProcess } from '../support/in-process-server.ts';

describe('one consumer of every socket', () => {
  test.each(['upgrade', 'request'] as const)(
    "[TR1] a second '%s' listener stops the boot with an error that says so",
    async (event) => {
      await using database = await createTestDatabase('embedded');
      const env = readEnv({ ...database.env, HOST: '127.0.0.1', PORT: '0' });
      const boot = startServer({
        env,
        log: pino({ level: 'silent' }),
        onServer: ({ server }) => void server.on(event, () => undefined),
      });
      await rejects(boot, new RegExp(`one '${event}' listener, and has 2`));
    },
  );

  test('[TR1] the boot says that there is one of each, and lets none in later', async () => {
    await using database = await createTestDatabase('embedded');
    await using parley = await startInProcess(database);
    ok(parley.logs.some((line) => line.includes('[BOOT] upgradeListeners=1 requestListeners=1')));
    const { server } = parley.running;
    for (const event of ['upgrade', 'request'] as const) {
      throws(() => server.on(event, () => undefined), new RegExp(`one '${event}' listener already`));
      throws(() => server.prependListener(event, () => undefined), /already/);
    }
    // What most libraries do when they are given a server.
    throws(() => new WebSocketServer({ server }), /already/);
    match(String(server.listenerCount('upgrade')), /^1$/);
  });
});
