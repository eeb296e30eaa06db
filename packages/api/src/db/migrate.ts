import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Db } from './database.ts';
import * as initial from './migrations/0001_initial.ts';
import * as call from './migrations/0002_call.ts';
import * as presence from './migrations/0003_presence.ts';
import * as installation from './migrations/0004_installation.ts';
import * as relayOnly from './migrations/0005_relay_only.ts';
import * as callQuality from './migrations/0006_call_quality.ts';
import * as connectsEarly from './migrations/0007_connects_early.ts';
import * as sideCall from './migrations/0008_side_call.ts';
import * as doors from './migrations/0009_doors.ts';
import * as secondWall from './migrations/0013_second_wall.ts';
import * as attachment from './migrations/0015_attachment.ts';
import * as keeping from './migrations/0014_keeping.ts';
import * as identity from './migrations/0016_identity.ts';
import * as resetLinkMaker from './migrations/0020_reset_link_maker.ts';
import { NO_STATEMENT_LIMIT } from './server-pool.ts';

/** In order of name. Listed by hand: a bundle or a container need not scan a directory. */
const migrations: Record<string, Migration> = {
  '0001_initial': initial,
  '0002_call': call,
  '0003_presence': presence,
  '0004_installation': installation,
  '0005_relay_only': relayOnly,
  '0006_call_quality': callQuality,
  '0007_connects_early': connectsEarly,
  '0008_side_call': sideCall,
  '0009_doors': doors,
  '0013_second_wall': secondWall,
  '0015_attachment': attachment,
  '0014_keeping': keeping,
  '0016_identity': identity,
  '0020_reset_link_maker': resetLinkMaker,
};

/** A migration that takes something away says so in its name: no version without it may run any more. */
const CONTRACTS = /_contract(_|$)/;
/** Ran by a newer version, which adds only: it stays as it is. */
const unknown: Migration = { up: () => Promise.reject(new Error('not a migration of this version')) };

/**
 * Brings the schema up to date. Kysely holds a database lock meanwhile, so that nodes may start at once. In a rolling
 * deploy a node may find the migrations of its successor: they only add, so it serves the same log.
 * @returns the names of the migrations that ran.
 * @throws the first failure; that migration's transaction is rolled back.
 */
export async function migrateToLatest(db: Db): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    await sql.raw(NO_STATEMENT_LIMIT).execute(connection);
    const ran = await migrate(connection, await newerThanOurs(connection));
    await sql`reset statement_timeout`.execute(connection);
    return ran;
  });
}

/** Kysely refuses what has been applied and is not in its list, so the newer ones are in it by name. */
async function migrate(db: Db, newer: readonly string[]): Promise<string[]> {
  const list = { ...migrations, ...Object.fromEntries(newer.map((name) => [name, unknown])) };
  const provider = { getMigrations: () => Promise.resolve(list) };
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return (results ?? []).map((result) => result.migrationName);
  // While we waited for the lock, its holder may have been a newer node.
  const now = await newerThanOurs(db);
  if (now.length === newer.length) throw new Error('Migration failed', { cause: error });
  return migrate(db, now);
}

async function newerThanOurs(db: Db): Promise<string[]> {
  const { rows: tables } = await sql`select from pg_class where oid = to_regclass('kysely_migration')`.execute(db);
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const last = Object.keys(migrations).at(-1) ?? '';
  const newer = rows.map(({ name }) => name).filter((name) => name > last);
  const contracting = newer.find((name) => CONTRACTS.test(name));
  if (contracting !== undefined) {
    throw new Error(`the database is too new for this version of Parley: ${contracting} has been applied`);
  }
  return newer;
}
