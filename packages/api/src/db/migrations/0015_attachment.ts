import { sql, type Kysely } from 'kysely';
import { byProject, wallAround } from '../second-wall.ts';

const statements = [
  // 244 random bits. A copy of the database may sign what the original signs: it has the same files.
  sql`alter table installation add column file_key text not null
    default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')`,
  sql`alter table project add column file_quota bigint`,

  // Conversations that were erased, and whose objects in the storage are still to go.
  sql`create table erased_files (conversation_id uuid primary key)`,

  // Ids are made by clients, so they name a file within its conversation alone. No cascade: a file goes before its row.
  sql`create table attachment (
    conversation_id uuid not null references conversation,
    id uuid not null,
    project_id uuid not null references project,
    sender_kind text not null check (sender_kind in ('visitor', 'operator')),
    sender_id uuid not null,
    name text not null,
    declared_type text not null,
    size bigint not null,
    state text not null default 'uploading' check (state in ('uploading', 'ready', 'leaving')),
    received bigint not null default 0,
    parts text[] not null default '{}',
    kind text check (kind in ('image', 'audio', 'file')),
    type text,
    width integer,
    height integer,
    thumb_size bigint,
    message_id uuid,
    touched_at timestamptz not null default now(),
    settled boolean not null default false,
    primary key (conversation_id, id)
  )`,
  sql`create index attachment_project on attachment (project_id) include (size, thumb_size)`,
  // What no message is known to have taken along: the sweeper's.
  sql`create index attachment_unsettled on attachment (touched_at) where not settled`,
  ...wallAround('attachment', byProject('project_id')),
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
