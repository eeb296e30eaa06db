import { readdir } from 'node:fs/promises';
import type { Db } from '../../packages/api/src/db/database.ts';
import { Migrator, type Migration } from 'kysely/migration';

const FOLDER = new URL('../../packages/api/src/db/migrations/', import.meta.url);

/** Brings an empty database to where a version of before has left it, whose last migration was this one, as that version did. */
export async function migrateAsOlder(db: Db, last: string): Promise<void> {
  const names = (await readdir(FOLDER)).map((file) => file.replace(/\.ts$/, '')).filter((name) => name <= last);
  const getMigrations = async (): Promise<Record<string, Migration>> =>
    Object.fromEntries(
      await Promise.all(
        names.map(async (name): Promise<[string, Migration]> => {
          const migration: Migration = await import(new URL(`${name}.ts`, FOLDER).href);
          return [name, migration];
        }),
      ),
    );
  const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest();
  if (error !== undefined) throw new Error('the older version did not migrate', { cause: error });
}
