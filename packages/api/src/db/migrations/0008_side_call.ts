import { sql, type Kysely } from 'kysely';

const statements = [
  // A call between two operators belongs to a visitor's call and to no conversation: what looks for a conversation's call,
  // in this version or the one before, does not find it.
  sql`alter table call alter column conversation_id drop not null`,
  sql`alter table call add column beside uuid references call on delete cascade`,
  sql`alter table call add constraint call_place check ((conversation_id is null) = (beside is not null))`,
  // One at a time. That nobody is in two calls is for `call_operator`: there the colleague's name stands, for the
  // operator's stands in the visitor's call.
  sql`create unique index call_beside on call (beside) where state <> 'ended'`,
  // Of its own, because nodes of the version before act on `next_deadline`, and would not know what they do.
  sql`alter table call add column side_deadline timestamptz`,
  sql`create index call_side_due on call (side_deadline) where side_deadline is not null`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
