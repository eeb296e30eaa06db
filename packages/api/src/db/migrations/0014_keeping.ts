import { sql, type Kysely } from 'kysely';
import { byOwner, byProject, wallAround } from '../second-wall.ts';

const statements = [
  // Who did what. No foreign keys: what is said here outlives the project, the operator and the visitor it is about.
  sql`create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
    project_id uuid,
    actor_id uuid,
    verb text not null,
    object_id uuid,
    result text not null check (result in ('done', 'refused'))
  )`,
  sql`create index audit_project on audit (project_id, id desc)`,
  sql`create index audit_at on audit (at)`,
  // Also for whoever has the database's own command line: a row is never changed, and goes when it is two years old.
  sql`create function audit_append_only() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' and old.at < now() - interval '2 years' then
      return old;
    end if;
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
  end $$`,
  sql`create trigger audit_append_only before update or delete on audit for each row execute function audit_append_only()`,
  sql`create trigger audit_no_truncate before truncate on audit for each statement execute function audit_append_only()`,
  // What concerns an account of no project is for nobody but who runs the server.
  ...wallAround('audit', byProject('project_id')),

  // Null: for ever. Nothing goes that nobody has asked to go.
  sql`alter table project add column closed_days integer check (closed_days > 0)`,
  sql`alter table project add column anonymous_days integer check (anonymous_days > 0)`,
  sql`alter table project add column suspended_at timestamptz`,

  sql`create index project_suspended on project (id) where suspended_at is not null`,

  // What is being erased: nobody finds it any more, and it is gone when this row is. `steps` of work, of which so many are
  // done. The pointers of an inbox named their visitor in older versions: from `pointers_from` on they are looked through.
  sql`create table erasure (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    visitor_ids uuid[] not null,
    created_at timestamptz not null default now(),
    steps bigint not null,
    steps_done bigint not null default 0,
    pointers_from bigint not null,
    pointers_to bigint not null
  )`,
  ...wallAround('erasure', byProject('project_id')),
  // Their events go batch by batch.
  sql`create table erased_stream (
    stream_id bigint primary key,
    erasure_id uuid not null references erasure
  )`,
  sql`create index erased_stream_erasure on erased_stream (erasure_id)`,
  ...wallAround('erased_stream', byOwner('erasure', 'erasure_id')),
  // One row: whoever holds its lock does the next batch, and no other node does.
  sql`create table keeping_turn (
    one boolean primary key default true check (one),
    retention_at timestamptz not null default '-infinity'
  )`,
  sql`insert into keeping_turn default values`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
