import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Env } from '../env.ts';
import type { Database, Db } from './database.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { embeddedDialect } from './embedded-dialect.ts';
import { scoped } from './scope.ts';
import { prepareWall, STEP_BEHIND, type Wall } from './second-wall.ts';
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
  /** After the migrations, which are the owner's work: from now on each statement sees the rows of its scope alone. */
  raiseWall: () => Promise<Wall>;
  close: () => Promise<void>;
}

/**
 * Opens the Postgres server of `DATABASE_URL`, or the embedded one in `DATA_DIR`.
 * @param connections at most; the embedded one has one
 * @throws Error when another process holds the directory.
 */
export function createDb(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>,
  log: Logger,
  onCrash: (cause: Error) => void,
  connections?: number,
): OpenDatabase {
  if (env.DATABASE_URL === undefined) return openEmbedded(env.DATA_DIR, onCrash);
  return openServer(env.DATABASE_URL, log, connections);
}

function openEmbedded(dataDir: string, onCrash: (cause: Error) => void): OpenDatabase {
  const lock = lockDataDir(dataDir);
  const { dialect, queued, raiseWall } = embeddedDialect(join(dataDir, 'postgres'), onCrash);
  const db = scoped(new Kysely<Database>({ dialect: dialect() }), (scope) => new Kysely({ dialect: dialect(scope) }));
  return {
    db,
    kind: 'embedded',
    queued,
    raiseWall: () => raise(db, raiseWall),
    close: async () => {
      await db.destroy();
      lock.release();
    },
  };
}

function openServer(connectionString: string, log: Logger, connections?: number): OpenDatabase {
  const pool = new ServerPool(connectionString, types, log, connections);
  const root = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const db = scoped(root, (scope) => {
    const { options } = pool;
    // The pool is the root's to end.
    const within = { options, connect: () => pool.connect(scope), end: () => Promise.resolve() };
    return new Kysely<Database>({ dialect: new PostgresDialect({ pool: within }) });
  });
  return {
    db,
    kind: 'server',
    queued: () => pool.queued,
    raiseWall: () => raise(db, (statements) => pool.raiseWall(statements)),
    close: () => root.destroy(),
  };
}

async function raise(db: Db, raiseWall: (statements: string) => void): Promise<Wall> {
  const wall = await prepareWall(db);
  const statements = STEP_BEHIND[wall];
  if (statements !== null) raiseWall(statements);
  return wall;
}
