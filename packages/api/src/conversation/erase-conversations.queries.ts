import { sql } from 'kysely';
import type { Trx } from '../db/database.ts';

/**
 * From here on nothing is said in them, and no call begins.
 * @throws 55P03 when somebody has one of their rows: he may wait for a stream of ours, so he is not waited for
 */
export async function lockConversations(trx: Trx, ids: readonly string[]): Promise<void> {
  await sql`
    select from stream where id in (
      select unnest(array[stream_id, notes_stream_id]) from conversation where id = any(${ids}::uuid[]))
    order by id for update`.execute(trx);
  await sql`select from conversation where id = any(${ids}::uuid[]) for update nowait`.execute(trx);
}

/** All that was said in them: the conversations' own streams, their notes', and their calls', those beside included. */
export async function streamsOf(trx: Trx, ids: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with c as (select id, stream_id, notes_stream_id from conversation where id = any(${ids}::uuid[])),
         k as (select k.id, k.stream_id from call k join c on k.conversation_id = c.id)
    select stream_id as id from c union all select notes_stream_id from c union all select stream_id from k
    union all select s.stream_id from call s join k on s.beside = k.id`.execute(trx);
  return rows.map(({ id }) => id);
}

export async function conversationsOfVisitors(trx: Trx, visitorIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from conversation where visitor_id = any(${visitorIds}::uuid[])`.execute(trx);
  return rows.map(({ id }) => id);
}
