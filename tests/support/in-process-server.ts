import { Writable } from 'node:stream';
import { startServer, type RunningServer, type ServerOptions } from '@parley/api/server';
import { createLog } from '../../packages/api/src/create-log.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase, type DatabaseKind, type TestDatabase } from './database.ts';
import { UNLIMITED } from './unlimited.ts';

export interface InProcessServer extends AsyncDisposable {
  url: string;
  running: RunningServer;
  /** All that was logged, from `trace` up. */
  logs: readonly string[];
}

/**
 * The real server in this process, for tests that also look at its rows; `database` stays the caller's own. Limits by rate
 * are out of the way unless `variables` say otherwise.
 */
export async function startInProcess(
  database: TestDatabase,
  variables: Record<string, string> = {},
  options: Pick<ServerOptions, 'now' | 'connections'> = {},
): Promise<InProcessServer> {
  const logs: string[] = [];
  const log = createLog(
    'trace',
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        logs.push(chunk.toString());
        done();
      },
    }),
  );
  const env = readEnv({ ...UNLIMITED, ...database.env, ...variables, HOST: '127.0.0.1', PORT: '0' });
  const running = await startServer({ env, log, ...options });
  return { url: running.url, running, logs, [Symbol.asyncDispose]: () => running.stop() };
}

/** A server with a database of its own, both gone when disposed of. */
export async function startFresh(
  kind: DatabaseKind,
  variables: Record<string, string> = {},
  options: Pick<ServerOptions, 'now' | 'connections'> = {},
): Promise<InProcessServer> {
  const database = await createTestDatabase(kind);
  const server = await startInProcess(database, variables, options);
  return {
    ...server,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
