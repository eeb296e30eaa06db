import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table account_token add column made_by uuid references operator on delete cascade`.execute(db);
  await sql`create index account_token_made_by on account_token (made_by) where made_by is not null`.execute(db);
}
