import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Env } from '../env.ts';
import type { Database, Db } from './database.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { embeddedDialect } from './embedded-dialect.ts';

/** Leaves room for psql and a second node on a default server of 100 connections. */
const POOL_SIZE = 16;
const INT8 = 20;

/**
 * `seq` and stream ids are bigint in Postgres and `number` here: 2^53 events per stream is out of reach.
 * Everything else is parsed as `pg` does by default.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format),
};

export interface OpenDatabase {
  db: Db;
  kind: 'embedded' | 'server';
  close: () => Promise<void>;
}

/**
 * Opens the Postgres server of `DATABASE_URL`, or the embedded one in `DATA_DIR`.
 * @throws Error when another process holds the directory.
 */
export function createDb(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>,
  log: Logger,
  onCrash: (cause: Error) => void,
): OpenDatabase {
  return env.DATABASE_URL === undefined ? openEmbedded(env.DATA_DIR, onCrash) : openServer(env.DATABASE_URL, log);
}

function openEmbedded(dataDir: string, onCrash: (cause: Error) => void): OpenDatabase {
  const lock = lockDataDir(dataDir);
  const db = new Kysely<Database>({ dialect: embeddedDialect(join(dataDir, 'postgres'), onCrash) });
  return {
    db,
    kind: 'embedded',
    close: async () => {
      await db.destroy();
      lock.release();
    },
  };
}

function openServer(connectionString: string, log: Logger): OpenDatabase {
  const pool = new pg.Pool({
    connectionString,
    max: POOL_SIZE,
    types,
    application_name: 'parley',
    connectionTimeoutMillis: 3_000,
    // No statement may hold a conversation's lock for long: a stuck one is cut, its caller tries again.
    options: '-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=5000',
  });
  // A connection that the server cuts must not end the process; the next query opens another. The pool listens to
  // idle ones alone: one that is in use would emit an `error` that nobody hears.
  pool.on('error', (error) => log.warn({ err: error }, 'database connection lost'));
  pool.on('connect', (client) => client.on('error', (error) => log.debug({ err: error }, 'connection lost in use')));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, kind: 'server', close: () => db.destroy() };
}
