import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table project add column needs_second_factor boolean not null default false`.execute(db);
  // When a code was shown in it last.
  await sql`alter table session add column second_factor_at timestamptz`.execute(db);
  // With the first code all other sessions have ended, and since then none has begun without one.
  await sql`update session set second_factor_at = now() where operator_id in (
    select operator_id from second_factor where confirmed_at is not null)`.execute(db);
}
