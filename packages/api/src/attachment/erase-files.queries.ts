import { sql } from 'kysely';
import type { Db, Trx } from '../db/database.ts';
import type { Appended } from '../event-log/append-events.ts';
import { conversationPrefix, type FileStorage } from './storage/file-storage.ts';

/**
 * In the transaction that takes these conversations out of sight: nobody gets at their files any more, and what is to be deleted
 * from the storage is noted. Also of those without a file: a log that lost its tail may have left objects that no row knows.
 */
export async function forgetFiles(trx: Trx, conversationIds: readonly string[]): Promise<Appended[]> {
  const ids = sql<string>`any(${conversationIds}::uuid[])`;
  await trx.deleteFrom('attachment').where('conversation_id', '=', ids).execute();
  await sql`insert into erased_files (conversation_id) select id from unnest(${conversationIds}::uuid[]) id
    on conflict do nothing`.execute(trx);
  return [];
}

/** Of one look, one after the other. */
const MAX_CONVERSATIONS = 100;

/** Objects first, then the note of them: it may break anywhere, and be done twice. @returns whether there may be more */
export async function purgeErasedFiles(db: Db, storage: FileStorage): Promise<boolean> {
  const rows = await db.selectFrom('erased_files').select('conversation_id').limit(MAX_CONVERSATIONS).execute();
  for (const { conversation_id } of rows) {
    await storage.deleteAll(conversationPrefix(conversation_id));
    await db.deleteFrom('erased_files').where('conversation_id', '=', conversation_id).execute();
  }
  return rows.length === MAX_CONVERSATIONS;
}
