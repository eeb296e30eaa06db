import { sql, type Kysely } from 'kysely';

/** What the storage does not let go is put off, and holds up nothing else. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table erased_files add column due_at timestamptz not null default now()`.execute(db);
  await sql`create index erased_files_due on erased_files (due_at)`.execute(db);
}
