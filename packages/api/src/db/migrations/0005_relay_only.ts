import { sql, type Kysely } from 'kysely';

const statements = [
  // On for projects that are there already as well: whoever wants direct calls says so.
  sql`alter table project add column relay_only boolean not null default true`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
