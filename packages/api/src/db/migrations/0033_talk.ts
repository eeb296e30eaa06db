import { sql, type Kysely } from 'kysely';
import { byProject, wallAround } from '../second-wall.ts';

const statements = [
  // For so many minutes operators change what they have said; null: always.
  sql`alter table project add column edit_minutes integer check (edit_minutes >= 0)`,
  // Its operators see what a visitor types before he sends it.
  sql`alter table project add column previews_typing boolean not null default false`,

  // A note calls a colleague. Who is no member any more is not called.
  sql`create table mention (
    conversation_id uuid not null references conversation on delete cascade,
    operator_id uuid not null,
    note_id uuid not null,
    project_id uuid not null,
    seen boolean not null default false,
    primary key (conversation_id, operator_id, note_id),
    foreign key (project_id, operator_id) references member on delete cascade
  )`,
  sql`create index mention_member on mention (project_id, operator_id, seen)`,
  ...wallAround('mention', byProject('project_id')),

  sql`create table canned_reply (
    id uuid primary key,
    project_id uuid not null references project on delete cascade,
    shortcut text not null,
    text text not null,
    updated_at timestamptz not null default now(),
    constraint canned_reply_shortcut unique (project_id, shortcut)
  )`,
  ...wallAround('canned_reply', byProject('project_id')),
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
