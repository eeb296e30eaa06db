import { sql } from 'kysely';
import type { Db, Trx } from '../db/database.ts';
import type { Appended } from '../event-log/append-events.ts';
import type { Removals } from './removals.ts';
import { conversationPrefix } from './storage/file-storage.ts';

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
/** A storage that does not let something go now is not asked again each second. */
const PUT_OFF_SECONDS = 60;

/** Whoever was sending something at that moment, or had it made into a picture, has come to an end by then. */
const FINAL_SECONDS = 15 * 60;
const seconds = (count: number) => sql`make_interval(secs => ${count}::float8)`;

/**
 * At once, and once more when nothing can come any more: what was on its way may be stored after its file was deleted, by a process
 * that then dies. Objects first, then the note of them: it may break anywhere, and be done twice.
 */
export async function purgeErasedFiles(db: Db, removals: Removals, isOver = () => false): Promise<void> {
  const { rows } = await sql<{ id: string; isFinal: boolean }>`
    select conversation_id as id, erased_at + ${seconds(FINAL_SECONDS)} <= now() as "isFinal" from erased_files
    where due_at <= now() order by due_at limit ${MAX_CONVERSATIONS}`.execute(db);
  for (const { id, isFinal } of rows) {
    if (isOver()) return;
    const isRemoved = await removals.remove(conversationPrefix(id));
    if (isRemoved && isFinal) {
      await db.deleteFrom('erased_files').where('conversation_id', '=', id).execute();
    } else {
      const next = isRemoved ? sql`erased_at + ${seconds(FINAL_SECONDS)}` : sql`now() + ${seconds(PUT_OFF_SECONDS)}`;
      await sql`update erased_files set due_at = ${next} where conversation_id = ${id}`.execute(db);
    }
  }
}
