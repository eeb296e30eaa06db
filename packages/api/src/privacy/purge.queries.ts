import { sql } from 'kysely';
import type { Trx } from '../db/database.ts';

/** So many events a batch: a tenth of a second's work, during which others append as ever. */
const BATCH = 1_000;
/** Who was reading when something was taken out of sight is told of its end by events that are still there. */
export const PURGE_AFTER_MS = 3_000;

/**
 * One batch of an erasure: what a person has asked for before what a rule has found, and what was said before pointers to it.
 * Its row is its memory: a process that dies leaves what has not been done.
 * @returns whether there was something to do
 */
export async function purgeBatch(trx: Trx, now: Date): Promise<boolean> {
  const { rows } = await sql<Next>`
    select e.id, e.visitor_ids as "visitorIds", e.pointers_from as "from", e.pointers_to as "to",
           p.inbox_stream_id as "inboxId", s.stream_id as "streamId"
    from erasure e join project p on p.id = e.project_id
    left join lateral (select stream_id from erased_stream where erasure_id = e.id limit 1) s on true
    where e.created_at <= ${new Date(now.getTime() - PURGE_AFTER_MS)}
    order by e.by_rule, s.stream_id is null, e.created_at limit 1`.execute(trx);
  const [next] = rows;
  if (next === undefined) return false;
  if (next.streamId !== null) await purgeEvents(trx, next.id, next.streamId);
  else if (next.from < next.to) await unname(trx, next);
  else await trx.deleteFrom('erasure').where('id', '=', next.id).execute();
  return true;
}

interface Next {
  id: string;
  visitorIds: string[];
  from: number;
  to: number;
  inboxId: number;
  /** One that still has events; null when none has. */
  streamId: number | null;
}

async function purgeEvents(trx: Trx, erasureId: string, streamId: number): Promise<void> {
  const { rows } = await sql`
    delete from event where stream_id = ${streamId} and seq in (
      select seq from event where stream_id = ${streamId} order by seq limit ${BATCH})
    returning seq`.execute(trx);
  await sql`update erasure set steps_done = steps_done + ${rows.length} where id = ${erasureId}`.execute(trx);
  if (rows.length < BATCH) await trx.deleteFrom('erased_stream').where('stream_id', '=', streamId).execute();
}

/** What nodes of before 0014 have written into an inbox says who it was. */
async function unname(trx: Trx, { id, visitorIds, from, to, inboxId }: Next): Promise<void> {
  const upTo = Math.min(to, from + BATCH);
  await sql`
    update event set actor = '{"kind": "system"}'
    where stream_id = ${inboxId} and seq > ${from} and seq <= ${upTo}
      and actor ->> 'id' = any(${visitorIds}::text[])`.execute(trx);
  await sql`update erasure set pointers_from = ${upTo}, steps_done = steps_done + ${upTo - from} where id = ${id}`.execute(
    trx,
  );
}
