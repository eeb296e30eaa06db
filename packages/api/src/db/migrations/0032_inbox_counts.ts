import { sql, type Kysely } from 'kysely';
import { indexBeside } from '../index-beside.ts';

export const repeatable = true;

/** What stands beside the queues is counted after each burst of events, for each operator: from these, without a look at any row. */
export async function up(db: Kysely<never>): Promise<void> {
  await indexBeside(db, 'conversation_counted', {
    on: sql`conversation (project_id, status, assignee_id) where last_message is not null or activity_at > created_at`,
  });
  await indexBeside(db, 'conversation_unread', {
    on: sql`conversation (project_id)
      where status <> 'closed' and (last_message ->> 'seq')::bigint > operator_read`,
  });
}
