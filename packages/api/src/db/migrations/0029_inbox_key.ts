import { sql, type Kysely } from 'kysely';

/**
 * A project's inbox is never deleted while the project is there (`project.inbox_stream_id`), so this key kept nothing. But each
 * stream that an erasure deletes was looked for in all conversations, and an index for that would grow with every one.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table conversation drop constraint conversation_inbox_stream_id_fkey`.execute(db);
}
