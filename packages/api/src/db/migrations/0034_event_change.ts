import { sql, type Kysely } from 'kysely';
import { indexBeside } from '../index-beside.ts';

export const repeatable = true;

/**
 * Each message that is read is looked up in the first: it holds what changes a text alone, so that there is next to nothing to look
 * through, however many reactions a message has.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await indexBeside(db, 'event_change', {
    on: sql`event (stream_id, (body ->> 'messageId')) where type in ('message.edited', 'message.deleted')`,
  });
  await indexBeside(db, 'event_reaction', {
    on: sql`event (stream_id, (body ->> 'messageId')) where type = 'message.reacted'`,
  });
}
