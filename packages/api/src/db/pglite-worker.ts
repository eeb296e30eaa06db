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

async function answer(request: WorkerRequest): Promise<void> {
  if (request.kind === 'close') {
    await database.close();
    port?.close();
    return;
  }
  try {
    const { rows, affectedRows } = await database.query<Record<string, unknown>>(request.sql, [...request.parameters]);
    reply({ kind: 'rows', id: request.id, rows, affected: affectedRows ?? 0 });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    reply({ kind: 'error', id: request.id, message, code: sqlState(cause), constraint: constraintOf(cause) });
  }
}

port.on('message', (request: WorkerRequest) => void answer(request));
