import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Env } from '../env.ts';
import type { Database, Db } from './database.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { embeddedDialect } from './embedded-dialect.ts';
import { ServerPool } from './server-pool.ts';

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
  /** Statements, or transactions, that wait for a connection. */
  queued: () => number;
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
  const { dialect, queued } = embeddedDialect(join(dataDir, 'postgres'), onCrash);
  const db = new Kysely<Database>({ dialect });
  return {
    db,
    kind: 'embedded',
    queued,
    close: async () => {
      await db.destroy();
      lock.release();
    },
  };
}

function openServer(connectionString: string, log: Logger): OpenDatabase {
  const pool = new ServerPool(connectionString, types, log);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return { db, kind: 'server', queued: () => pool.queued, close: () => db.destroy() };
}
