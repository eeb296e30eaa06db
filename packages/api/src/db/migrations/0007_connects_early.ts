import { sql, type Kysely } from 'kysely';

const statements = [sql`alter table project add column connects_early boolean not null default false`];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
