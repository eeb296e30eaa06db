import { sql } from 'kysely';
import type { Db, Trx } from '../db/database.ts';

/** The part of an inbox that may name these visitors: after `from`, up to `to`. */
export interface Pointers {
  visitorIds: readonly string[];
  from: number;
  to: number;
}
export const NO_POINTERS: Pointers = { visitorIds: [], from: 0, to: 0 };

/** The clocks of nodes differ. */
const CLOCKS_MS = 60_000;

/** Since then nobody is. */
const NAMED_UNTIL = sql`(select inbox_named_until from keeping_turn)`;

/** When they may have been named. */
interface Named {
  visitorIds: string[] | null;
  since: Date | null;
  until: Date | null;
}

/**
 * Nodes of before 0014 named the visitor in what they wrote into the inbox: between his first day and the last that was heard of
 * him, and never since the last of those nodes has gone. While the visitors are still there; a rule may have erased what they said.
 */
export async function pointersNaming(db: Db | Trx, inboxId: number, visitorIds: readonly string[]): Promise<Pointers> {
  const { rows } = await sql<Named>`
    select array_agg(distinct v.id) as "visitorIds", min(v.created_at) as since,
      least(greatest(max(v.last_seen_at), max(e.at)), ${NAMED_UNTIL}) as until
    from visitor v
    left join conversation c on c.visitor_id = v.id
    left join stream s on s.id = c.stream_id
    left join event e on e.stream_id = s.id and e.seq = s.last_seq
    where v.id = any(${visitorIds}::uuid[])`.execute(db);
  return within(db, inboxId, rows[0]);
}

/** The same for conversations whose visitors stay: what would lead to these is all that names them there. */
export async function pointersTo(db: Db | Trx, inboxId: number, conversationIds: readonly string[]): Promise<Pointers> {
  const { rows } = await sql<Named>`
    select array_agg(distinct c.visitor_id) as "visitorIds", min(c.created_at) as since,
      least(max(e.at), ${NAMED_UNTIL}) as until
    from conversation c
    join stream s on s.id = c.stream_id
    join event e on e.stream_id = s.id and e.seq = s.last_seq
    where c.id = any(${conversationIds}::uuid[])`.execute(db);
  return within(db, inboxId, rows[0]);
}

async function within(db: Db | Trx, inboxId: number, named: Named | undefined): Promise<Pointers> {
  const { visitorIds = null, since = null, until = null } = named ?? {};
  if (visitorIds === null || since === null || until === null || until < since) return NO_POINTERS;
  const from = await lastBefore(db, inboxId, new Date(since.getTime() - CLOCKS_MS));
  const to = await lastBefore(db, inboxId, new Date(until.getTime() + CLOCKS_MS));
  return { visitorIds, from, to: Math.max(from, to) };
}

/** The last event of a stream before this time, by halves: times grow with seq. */
async function lastBefore(db: Db | Trx, streamId: number, time: Date): Promise<number> {
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
