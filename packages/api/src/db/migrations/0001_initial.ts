import { sql, type Kysely } from 'kysely';

const statements = [
  sql`create table operator (
    id uuid primary key,
    email text not null unique check (email = lower(email)),
    name text not null,
    password_hash text not null,
    created_at timestamptz not null default now()
  )`,
  sql`create table session (
    id uuid primary key,
    operator_id uuid not null references operator on delete cascade,
    token_hash text not null unique,
    user_agent text,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  sql`create index session_operator on session (operator_id)`,

  // Updated with each append: room in the page keeps those updates off the index (HOT).
  sql`create table stream (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('conversation', 'notes', 'inbox', 'call')),
    last_seq bigint not null default 0
  ) with (fillfactor = 50)`,
  sql`create table event (
    stream_id bigint not null,
    seq bigint not null,
    id uuid not null,
    client_id uuid,
    type text not null,
    actor jsonb not null,
    at timestamptz not null,
    body jsonb not null,
    primary key (stream_id, seq),
    constraint event_client_id unique (stream_id, client_id)
  )`,

  sql`create table project (
    id uuid primary key,
    name text not null,
    key text not null unique,
    allowed_origins text[] not null default '{}',
    inbox_stream_id bigint not null unique references stream,
    created_at timestamptz not null default now()
  )`,
  sql`create index project_origins on project using gin (allowed_origins)`,
  sql`create table member (
    project_id uuid not null references project on delete cascade,
    operator_id uuid not null references operator on delete cascade,
    role text not null check (role in ('owner', 'admin', 'agent', 'viewer')),
    created_at timestamptz not null default now(),
    primary key (project_id, operator_id)
  )`,
  sql`create index member_operator on member (operator_id)`,

  sql`create table visitor (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    token_hash text not null unique,
    attributes jsonb not null default '{}',
    page jsonb,
    user_agent text,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now()
  )`,
  sql`create index visitor_project on visitor (project_id)`,

  sql`create table conversation (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    visitor_id uuid not null references visitor on delete cascade,
    stream_id bigint not null unique references stream,
    notes_stream_id bigint not null unique references stream,
    inbox_stream_id bigint not null references stream,
    created_at timestamptz not null default now(),
    status text not null default 'open' check (status in ('open', 'snoozed', 'closed')),
    assignee_id uuid references operator,
    activity_at timestamptz not null default date_trunc('milliseconds', now()),
    last_message jsonb,
    visitor_delivered bigint not null default 0,
    visitor_read bigint not null default 0,
    operator_delivered bigint not null default 0,
    operator_read bigint not null default 0
  )`,
  sql`create index conversation_list on conversation (project_id, status, activity_at desc, id desc)`,
  sql`create index conversation_visitor on conversation (visitor_id, activity_at desc)`,
  sql`create index conversation_assignee on conversation (assignee_id) where assignee_id is not null`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
