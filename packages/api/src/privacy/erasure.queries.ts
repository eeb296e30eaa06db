import { sql } from 'kysely';
import type { ErasureView } from '../contract/privacy-views.ts';
import type { Db, Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';

export async function wasErased(db: Db, projectId: string, visitorId: string): Promise<boolean> {
  const row = await inProject(db, projectId)
    .selectFrom('audit')
    .select('id')
    .where('project_id', '=', projectId)
    .where('verb', '=', 'visitor.erased')
    .where('object_id', '=', visitorId)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * The last event of a stream before this time, by halves: times grow with seq. A second earlier, since the clocks of
 * nodes differ.
 */
export async function firstSince(db: Db | Trx, streamId: number, since: Date): Promise<number> {
  const time = new Date(since.getTime() - CLOCKS_MS);
  const { last_seq } = await db
    .selectFrom('stream')
    .select('last_seq')
    .where('id', '=', streamId)
    .executeTakeFirstOrThrow();
  let [before, after] = [0, last_seq + 1];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    const row = await db
      .selectFrom('event')
      .select('at')
      .where('stream_id', '=', streamId)
      .where('seq', '=', middle)
      .executeTakeFirst();
    if (row !== undefined && row.at < time) before = middle;
    else after = middle;
  }
  return before;
}
const CLOCKS_MS = 60_000;

/** Oldest first. */
export async function listErasures(db: Db, projectId: string): Promise<ErasureView[]> {
  const rows = await inProject(db, projectId)
    .selectFrom('erasure')
    .select(['id', 'created_at', 'steps', 'steps_done'])
    .where('project_id', '=', projectId)
    .orderBy('created_at')
    .limit(100)
    .execute();
  return rows.map(({ id, created_at, steps, steps_done }) => ({
    id,
    startedAt: created_at,
    progress: Math.min(1, steps === 0 ? 0 : steps_done / steps),
  }));
}

/** So many events a batch: a tenth of a second's work, during which others append as ever. */
const BATCH = 1_000;
/** Who was reading when something was taken out of sight is told of its end by events that are still there. */
export const PURGE_AFTER_MS = 3_000;

/**
 * One batch of the erasure that is oldest. Its row is its memory: a process that dies leaves what has not been done.
 * @returns whether there was something to do
 */
export async function purgeBatch(trx: Trx, now: Date): Promise<boolean> {
  const erasure = await trx
    .selectFrom('erasure as e')
    .innerJoin('project as p', 'p.id', 'e.project_id')
    .select(['e.id', 'e.visitor_ids', 'e.pointers_from', 'e.pointers_to', 'p.inbox_stream_id'])
    .where('e.created_at', '<=', new Date(now.getTime() - PURGE_AFTER_MS))
    .orderBy('e.created_at')
    .limit(1)
    .executeTakeFirst();
  if (erasure === undefined) return false;
  const { id, pointers_from: from, pointers_to: to } = erasure;
  if (await purgeEvents(trx, id)) return true;
  if (from < to) {
    const upTo = Math.min(to, from + BATCH);
    await sql`
      update event set actor = '{"kind": "system"}'
      where stream_id = ${erasure.inbox_stream_id} and seq > ${from} and seq <= ${upTo}
        and actor ->> 'id' = any(${erasure.visitor_ids}::text[])`.execute(trx);
    await sql`
      update erasure set pointers_from = ${upTo}, steps_done = steps_done + ${upTo - from} where id = ${id}`.execute(
      trx,
    );
    return true;
  }
  await trx.deleteFrom('erasure').where('id', '=', id).execute();
  return true;
}

/** False when none is left. */
async function purgeEvents(trx: Trx, erasureId: string): Promise<boolean> {
  const next = await trx
    .selectFrom('erased_stream')
    .select('stream_id')
    .where('erasure_id', '=', erasureId)
    .limit(1)
    .executeTakeFirst();
  if (next === undefined) return false;
  const { rows } = await sql`
    delete from event where stream_id = ${next.stream_id} and seq in (
      select seq from event where stream_id = ${next.stream_id} order by seq limit ${BATCH})
    returning seq`.execute(trx);
  await sql`update erasure set steps_done = steps_done + ${rows.length} where id = ${erasureId}`.execute(trx);
  if (rows.length < BATCH) await trx.deleteFrom('erased_stream').where('stream_id', '=', next.stream_id).execute();
  return true;
}
