import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Db } from './database.ts';
import * as initial from './migrations/0001_initial.ts';
import * as call from './migrations/0002_call.ts';
import * as presence from './migrations/0003_presence.ts';

/** In order of name. Listed by hand: a bundle or a container need not scan a directory. */
const migrations: Record<string, Migration> = {
  '0001_initial': initial,
  '0002_call': call,
  '0003_presence': presence,
};

/**
 * Brings the schema up to date. Kysely holds a database lock meanwhile, so that nodes may start at once.
 * @returns the names of the migrations that ran.
 * @throws the first failure; that migration's transaction is rolled back.
 */
export async function migrateToLatest(db: Db): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    // Other statements are cut after seconds; a migration may take its time, and so may the wait for another node's.
    await sql`set statement_timeout = 0`.execute(connection);
    const provider = { getMigrations: () => Promise.resolve(migrations) };
    const { error, results } = await new Migrator({ db: connection, provider }).migrateToLatest();
    if (error !== undefined) throw new Error('Migration failed', { cause: error });
    await sql`reset statement_timeout`.execute(connection);
    return (results ?? []).map((result) => result.migrationName);
  });
}
