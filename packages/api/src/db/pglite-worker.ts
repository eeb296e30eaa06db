/**
 * The embedded Postgres in a thread of its own: on the main thread 32 busy queries left a 5 ms timer not one
 * tick in three seconds, and every socket would have frozen with it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';
import { constraintOf, sqlState } from './database-errors.ts';
import type { WorkerReply, WorkerRequest } from './embedded-dialect.ts';

const INT8 = 20;
const port = parentPort;
if (port === null) throw new Error('pglite-worker runs as a worker thread only');

const { dataDir } = z.object({ dataDir: z.string() }).parse(workerData);
const reply = (message: WorkerReply): void => port.postMessage(message);

const database = await PGlite.create({ dataDir, parsers: { [INT8]: Number } });
reply({ kind: 'ready' });

/** What the connection is set to; null while there is no wall. One holder at a time, who says the same all through a transaction. */
let said: string | null = null;

async function say(scope: string): Promise<void> {
  if (said === null || said === scope) return;
  // One message, where a query with a parameter takes five. A scope is made of ids, or is `*`.
  await database.exec(`set parley.projects = '${scope}'`);
  said = scope;
}

async function answer(request: WorkerRequest): Promise<void> {
  if (request.kind === 'close') {
    await database.close();
    port?.close();
    return;
  }
  if (request.kind === 'wall') {
    await database.exec(request.statements);
    said = '';
    return;
  }
  try {
    await say(request.scope);
    const { rows, affectedRows } = await database.query<Record<string, unknown>>(request.sql, [...request.parameters]);
    reply({ kind: 'rows', id: request.id, rows, affected: affectedRows ?? 0 });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    reply({ kind: 'error', id: request.id, message, code: sqlState(cause), constraint: constraintOf(cause) });
  }
}

let before: Promise<void> = Promise.resolve();
// One after the other: what a statement says of itself must not come between another's.
port.on('message', (request: WorkerRequest) => {
  before = before.then(() => answer(request));
});
