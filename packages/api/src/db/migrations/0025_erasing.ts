import { sql, type Kysely } from 'kysely';

const statements = [
  // Whom a person has asked to erase goes before what a rule has found. Older nodes do not say which it was.
  sql`alter table erasure add column by_rule boolean not null default false`,
  sql`create index erasure_project on erasure (project_id)`,
  // Nodes of before 0014 named the visitor in what they wrote into an inbox. In a week none of them runs any more.
  sql`alter table keeping_turn add column inbox_named_until timestamptz not null default now() + interval '7 days'`,
  // Deleted at once, and once more when what was under way at that moment must have ended.
  sql`alter table erased_files add column erased_at timestamptz not null default now()`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
