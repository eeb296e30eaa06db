import { sql, type Kysely } from 'kysely';

const statements = [
  // Worth nothing after a crash of the database: every node says it all again. So no WAL for it.
  sql`create unlogged table presence_node (
    id uuid primary key,
    beat_at timestamptz not null
  )`,
  sql`create unlogged table presence (
    node_id uuid not null references presence_node on delete cascade,
    project_id uuid not null,
    kind text not null check (kind in ('visitor', 'operator')),
    party_id uuid not null,
    name text,
    primary key (node_id, project_id, kind, party_id)
  )`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
