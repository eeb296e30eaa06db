import { sql, type Kysely } from 'kysely';
import { byProject, wallAround } from '../second-wall.ts';

const statements = [
  sql`alter table visitor
    add column subject text,
    add column claims jsonb,
    add column claims_at timestamptz,
    add column logged_out_at timestamptz,
    add column blocked_at timestamptz,
    add column rights integer not null default 0`,

  // One browser of a visitor's. "verified_until": how long the site vouches for who sits there, by which of its keys; null: it never has.
  sql`create table visitor_session (
    id uuid primary key,
    visitor_id uuid not null references visitor on delete cascade,
    origin text,
    created_at timestamptz not null default now(),
    used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    verified_until timestamptz,
    verified_by uuid
  )`,
  sql`create index visitor_session_visitor on visitor_session (visitor_id)`,
  sql`create index visitor_session_verified_by on visitor_session (verified_by) where verified_by is not null`,

  // The first use of one sets "until" for those before it. Tokens of older versions are in visitor.token_hash alone, until they are used.
  sql`create table visitor_token (
    token_hash text primary key,
    session_id uuid not null references visitor_session on delete cascade,
    made_at timestamptz not null default now(),
    used_at timestamptz,
    until timestamptz
  )`,
  sql`create index visitor_token_session on visitor_token (session_id)`,

  // What must close: a session that is over, or ("rights") what a visitor opened before his rights changed for the nth time.
  sql`create table visitor_closing (
    id uuid not null,
    rights integer,
    at timestamptz not null default now()
  )`,
  sql`create index visitor_closing_at on visitor_closing (at)`,

  sql`create table identity_key (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    name text not null,
    algorithm text not null check (algorithm in ('ES256', 'EdDSA', 'RS256')),
    public_key text not null,
    created_at timestamptz not null default now()
  )`,
  sql`create index identity_key_project on identity_key (project_id)`,
  ...wallAround('identity_key', byProject('project_id')),

  // Which signed identities a session has shown: when it logs out, they are spent.
  sql`create table shown_identity (
    hash text not null,
    session_id uuid not null,
    until timestamptz not null,
    spent boolean not null default false,
    primary key (hash, session_id)
  )`,
  sql`create index shown_identity_session on shown_identity (session_id)`,
  sql`create index shown_identity_until on shown_identity (until)`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
