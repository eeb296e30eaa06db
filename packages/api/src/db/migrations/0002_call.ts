import { sql, type Kysely } from 'kysely';

const statements = [
  // The invariants that no race may break are indexes: whoever loses one learns it from the database.
  sql`create table call (
    id uuid primary key,
    conversation_id uuid not null references conversation on delete cascade,
    stream_id bigint not null unique references stream,
    state text not null check (state in ('inviting', 'ringing', 'connecting', 'active', 'reconnecting', 'ended')),
    visitor_id uuid,
    operator_id uuid,
    data jsonb not null,
    next_deadline timestamptz,
    created_at timestamptz not null default now()
  )`,
  sql`create index call_conversation on call (conversation_id)`,
  // The first of the three, for Postgres names the first one broken: two starts of one person in one conversation
  // meet here, and not as "in another call".
  sql`create unique index call_live on call (conversation_id) where state <> 'ended'`,
  sql`create unique index call_visitor on call (visitor_id) where state <> 'ended'`,
  sql`create unique index call_operator on call (operator_id) where state <> 'ended'`,
  sql`create index call_due on call (next_deadline) where next_deadline is not null`,

  sql`create table call_alias (
    id uuid primary key,
    call_id uuid not null references call on delete cascade
  )`,
  sql`create table call_lease (
    call_id uuid not null references call on delete cascade,
    party_id uuid not null,
    device_id uuid not null,
    until timestamptz not null,
    primary key (call_id, party_id, device_id)
  )`,

  sql`create table call_sweep (
    id boolean primary key default true check (id),
    last_at timestamptz not null
  )`,
  sql`insert into call_sweep (last_at) values (now())`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
