/** A peer's server process: `node peer-main.ts '<options>'`; tells its port by IPC, as Parley's log does by line. */
import { createServer } from 'node:http';
import pg from 'pg';
import { pino } from 'pino';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import type { PeerOptions } from './contestants.ts';
import { ownAppend, storedSignals, transactionPerMessage } from './message-store.ts';
import { PeerService } from './peer-service.ts';
import { serveRaw } from './raw-ws.ts';
import { serveSocketIo } from './socket-io.ts';

const options: PeerOptions = JSON.parse(process.argv[2] ?? '');
const url = process.env['DATABASE_URL'];
const log = pino({ level: 'warn' });
const { db } = createDb({ DATABASE_URL: url, DATA_DIR: '' }, log, () => process.exit(1));
const store = options.store === 'own append' ? ownAppend(db) : transactionPerMessage(db);
const service = new PeerService(db, store, options.storesSignals ? storedSignals(db) : () => Promise.resolve());
const server = createServer();
if (options.library === 'ws') serveRaw(server, service);
else {
  serveSocketIo(server, service, {
    recovers: options.recovers,
    adapterPool: options.postgresAdapter ? new pg.Pool({ connectionString: url }) : null,
  });
}
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', url: `http://127.0.0.1:${port}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
