import { Writable } from 'node:stream';
import { startServer, type RunningServer } from '@parley/api/server';
import { createLog } from '../../packages/api/src/create-log.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase, type DatabaseKind, type TestDatabase } from './database.ts';

export interface InProcessServer extends AsyncDisposable {
  url: string;
  running: RunningServer;
  /** All that was logged, from `trace` up. */
  logs: readonly string[];
}

/** The real server in this process, for tests that also look at its rows; `database` stays the caller's own. */
export async function startInProcess(
  database: TestDatabase,
  variables: Record<string, string> = {},
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
  const env = readEnv({ ...database.env, ...variables, HOST: '127.0.0.1', PORT: '0' });
  const running = await startServer({ env, log });
  return { url: running.url, running, logs, [Symbol.asyncDispose]: () => running.stop() };
}

/** A server with a database of its own, both gone when disposed of. */
export async function startFresh(kind: DatabaseKind, variables: Record<string, string> = {}): Promise<InProcessServer> {
  const database = await createTestDatabase(kind);
  const server = await startInProcess(database, variables);
  return {
    ...server,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
