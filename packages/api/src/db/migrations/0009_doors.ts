import { sql, type Kysely } from 'kysely';

const statements = [
  // Tries of one address, account or second factor within its window, oldest first: shared by all nodes. Keys are hashes.
  sql`create table attempt (
    key text primary key,
    at timestamptz[] not null,
    until timestamptz not null
  )`,
  sql`create index attempt_until on attempt (until)`,

  // When its operator showed last that it is he; null for sessions of older versions, which ask him.
  sql`alter table session add column proven_at timestamptz`,
  // Counts the changes of what he may do: a socket that was opened before the last one is closed.
  sql`alter table operator add column rights integer not null default 0`,

  sql`create table account_token (
    token_hash text primary key,
    kind text not null check (kind in ('sign_in', 'reset')),
    operator_id uuid not null references operator on delete cascade,
    expires_at timestamptz not null
  )`,
  sql`create index account_token_operator on account_token (operator_id)`,

  // Without "confirmed_at" it has been shown and not been used yet: nobody is asked for it.
  sql`create table second_factor (
    operator_id uuid primary key references operator on delete cascade,
    secret text not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    wrong_in_a_row integer not null default 0
  )`,
  sql`create table recovery_code (
    operator_id uuid not null references second_factor on delete cascade,
    code_hash text not null,
    primary key (operator_id, code_hash)
  )`,

  sql`create table invitation (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    email text not null check (email = lower(email)),
    role text not null check (role in ('owner', 'admin', 'agent', 'viewer')),
    token_hash text not null unique,
    invited_by uuid not null references operator on delete cascade,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    constraint invitation_once unique (project_id, email)
  )`,
  sql`create index invitation_invited_by on invitation (invited_by)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
