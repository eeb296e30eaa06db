import { sql, type Kysely, type RawBuilder } from 'kysely';

/**
 * An index on a table that is large and in use, built while others write. For `repeatable` migrations: it can't be in a
 * transaction. What an attempt that broke has left bears the name, costs each write, and serves nobody.
 */
export async function indexBeside(
  db: Kysely<never>,
  name: string,
  { on, unique = false }: { on: RawBuilder<unknown>; unique?: boolean },
): Promise<void> {
  const { rows } = await sql`
    select from pg_index where indexrelid = to_regclass(${name}) and not indisvalid`.execute(db);
  if (rows.length > 0) await sql`drop index concurrently ${sql.id(name)}`.execute(db);
  await sql`create ${sql.raw(unique ? 'unique ' : '')}index concurrently if not exists ${sql.id(name)} on ${on}`.execute(
    db,
  );
}
