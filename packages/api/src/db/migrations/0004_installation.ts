import { sql, type Kysely } from 'kysely';

const statements = [
  // What tells this database's processes from others' on the same NATS server. A copy that is to live beside its
  // original needs an id of its own: update installation set id = gen_random_uuid().
  sql`create table installation (
    one boolean primary key default true check (one),
    id uuid not null default gen_random_uuid()
  )`,
  sql`insert into installation default values`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
