import { sql, type Kysely } from 'kysely';
import { indexBeside } from '../index-beside.ts';

export const repeatable = true;

export async function up(db: Kysely<never>): Promise<void> {
  // One visitor for each person that a site vouches for, whatever device he comes from.
  await indexBeside(db, 'visitor_subject', {
    unique: true,
    on: sql`visitor (project_id, subject) where subject is not null`,
  });
  // What a rule for keeping looks for. It does what the index by project alone has done.
  await indexBeside(db, 'visitor_seen', { on: sql`visitor (project_id, last_seen_at)` });
  await sql`drop index concurrently if exists visitor_project`.execute(db);
  await indexBeside(db, 'visitor_session_over', { on: sql`visitor_session (expires_at)` });
  // Without these the deletion of a call reads all calls there ever were.
  await indexBeside(db, 'call_beside_any', { on: sql`call (beside) where beside is not null` });
  await indexBeside(db, 'call_alias_call', { on: sql`call_alias (call_id)` });
}
