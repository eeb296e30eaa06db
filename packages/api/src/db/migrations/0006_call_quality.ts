import { sql, type Kysely } from 'kysely';

const statements = [
  // One row for each device that has talked: after a transfer two of the operators' side. It goes with its call.
  sql`create table call_quality (
    call_id uuid not null references call on delete cascade,
    side text not null check (side in ('visitor', 'operator')),
    party_id uuid not null,
    device_id uuid not null,
    report jsonb not null,
    at timestamptz not null,
    primary key (call_id, party_id, device_id)
  )`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
