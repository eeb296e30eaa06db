import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { sqlState } from './database-errors.ts';
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
import * as fileUsage from './migrations/0023_file_usage.ts';
import * as erasedFilesDue from './migrations/0024_erased_files_due.ts';
import * as erasing from './migrations/0025_erasing.ts';
import * as barePage from './migrations/0026_bare_page.ts';
import * as visitorsOfBefore from './migrations/0027_visitors_of_before.ts';
import * as indexes from './migrations/0028_indexes.ts';
import * as inboxKey from './migrations/0029_inbox_key.ts';
import * as secondFactorDemand from './migrations/0030_second_factor_demand.ts';
import * as filesOfBefore from './migrations/0031_files_of_before.ts';
import * as inboxCounts from './migrations/0032_inbox_counts.ts';
import * as talk from './migrations/0033_talk.ts';
import * as eventChange from './migrations/0034_event_change.ts';
import { NO_STATEMENT_LIMIT } from './server-pool.ts';

/**
 * Each is a transaction of its own, which holds its tables for a moment. What takes long (rows to be filled in, indexes on large
 * tables) is `repeatable`: not in a transaction, in steps that hold little, and run again from its beginning when it broke.
 */
interface Step extends Migration {
  repeatable?: boolean;
}

/** In order of name. Listed by hand: a bundle or a container need not scan a directory. */
const migrations: Record<string, Step> = {
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
  '0014_keeping': keeping,
  '0015_attachment': attachment,
  '0016_identity': identity,
  '0020_reset_link_maker': resetLinkMaker,
  '0023_file_usage': fileUsage,
  '0024_erased_files_due': erasedFilesDue,
  '0025_erasing': erasing,
  '0026_bare_page': barePage,
  '0027_visitors_of_before': visitorsOfBefore,
  '0028_indexes': indexes,
  '0029_inbox_key': inboxKey,
  '0030_second_factor_demand': secondFactorDemand,
  '0031_files_of_before': filesOfBefore,
  '0032_inbox_counts': inboxCounts,
  '0033_talk': talk,
  '0034_event_change': eventChange,
};

/** A migration that takes something away says so in its name: no version without it may run any more. */
const CONTRACTS = /_contract(_|$)/;
/** Ran by a newer version, which adds only: it stays as it is. */
const unknown: Migration = { up: () => Promise.reject(new Error('not a migration of this version')) };

/** Kysely's own lock, which nodes of older versions take: the session's, and as often as it likes. */
const LOCK = '3853314791062309107';
const LOOK_MS = 100;
/** Whoever waits for a table has everybody else wait behind him: shorter than anybody notices, and then he lets go of all he has. */
const TABLE_MS = 300;
const LET_GO = new Set(['55P03', '40P01']);
/** A minute or two. A longer transaction than that (a dump) is not there by chance: whoever starts this node is told. */
const TRIES = 100;
const PAUSE_MS = 1_000;

/**
 * Brings the schema up to date. One node at a time, however many start at once. In a rolling deploy a node may find the
 * migrations of its successor: they only add, so it serves the same log.
 * @returns the names of the migrations that ran.
 * @throws the first failure; what ran before it stays.
 */
export async function migrateToLatest(db: Db): Promise<string[]> {
  return db.connection().execute(async (connection) => {
    await sql.raw(NO_STATEMENT_LIMIT).execute(connection);
    try {
      const ran: string[] = [];
      for (let tries = 1; !(await alone(connection, () => migrate(connection, ran, tries === TRIES))); tries += 1)
        await setTimeout(PAUSE_MS * (0.5 + Math.random()));
      return ran;
    } finally {
      await sql`reset statement_timeout`.execute(connection);
      await sql`reset lock_timeout`.execute(connection);
    }
  });
}

/**
 * With the lock, which is asked for and not waited for in the database: a statement that waits has a snapshot, and an index that
 * is built beside the writers waits for all that have one. Of these two one would be cut as deadlocked.
 */
async function alone<T>(db: Db, act: () => Promise<T>): Promise<T> {
  const take = sql<{ taken: boolean }>`select pg_try_advisory_lock(${sql.lit(LOCK)}) as taken`;
  while ((await take.execute(db)).rows[0]?.taken !== true) await setTimeout(LOOK_MS);
  try {
    return await act();
  } finally {
    await sql`select pg_advisory_unlock(${sql.lit(LOCK)})`.execute(db);
  }
}

/** One after the other. @returns false when a table was in somebody's hands, and it has to be tried again */
async function migrate(db: Db, ran: string[], isLastTry: boolean): Promise<boolean> {
  const applied = await appliedNames(db);
  const newer = newerThanOurs(applied);
  // Kysely refuses what has been applied and is not in its list, so the newer ones are in it by name.
  const list = { ...migrations, ...Object.fromEntries(newer.map((name) => [name, unknown])) };
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(list) } });
  for (const [name, { repeatable = false }] of Object.entries(migrations)) {
    if (applied.includes(name)) continue;
    // What is repeatable has no table to itself while it waits.
    await sql`select set_config('lock_timeout', ${String(repeatable ? 0 : TABLE_MS)}, false)`.execute(db);
    const { error } = await migrator.migrateUp({ disableTransactions: repeatable });
    if (error !== undefined && !isLastTry && LET_GO.has(sqlState(error) ?? '')) return false;
    if (error !== undefined) throw new Error(`migration ${name} failed`, { cause: error });
    ran.push(name);
  }
  return true;
}

async function appliedNames(db: Db): Promise<string[]> {
  const { rows: tables } = await sql`select from pg_class where oid = to_regclass('kysely_migration')`.execute(db);
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

function newerThanOurs(applied: readonly string[]): string[] {
  const last = Object.keys(migrations).at(-1) ?? '';
  const newer = applied.filter((name) => name > last);
  const contracting = newer.find((name) => CONTRACTS.test(name));
  if (contracting !== undefined)
    throw new Error(`the database is too new for this version of Parley: ${contracting} has been applied`);
  return newer;
}
