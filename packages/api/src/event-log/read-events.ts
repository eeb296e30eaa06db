import { sql } from 'kysely';
import type { Actor } from '../contract/events.ts';
import type { Db, Trx } from '../db/database.ts';
import type { BodyOf, StreamKind, StreamRef } from './event-bodies.ts';

/** A row of a stream as it was stored. */
export interface StoredEvent<K extends StreamKind> {
  seq: number;
  id: string;
  at: Date;
  actor: Actor;
  body: BodyOf[K];
}

/** Up to `limit` events after `afterSeq`, in order. */
export async function readEvents<K extends StreamKind>(
  db: Db | Trx,
  stream: StreamRef<K>,
  afterSeq: number,
  limit: number,
): Promise<StoredEvent<K>[]> {
  const { rows } = await sql<StoredEvent<K>>`
    select seq, id, at, actor, body from event
    where stream_id = ${stream.id} and seq > ${afterSeq} order by seq limit ${limit}`.execute(db);
  return rows;
}

/** The last `limit` events before `beforeSeq` (or of all), in order. */
export async function readEventsBefore<K extends StreamKind>(
  db: Db | Trx,
  stream: StreamRef<K>,
  beforeSeq: number | null,
  limit: number,
): Promise<StoredEvent<K>[]> {
  const { rows } = await sql<StoredEvent<K>>`
    select seq, id, at, actor, body from event
    where stream_id = ${stream.id} and seq < ${beforeSeq ?? Number.MAX_SAFE_INTEGER}
    order by seq desc limit ${limit}`.execute(db);
  return rows.toReversed();
}

/** The event at exactly this seq: what a cursor must match. */
export async function readEventAt(
  db: Db | Trx,
  streamId: number,
  seq: number,
): Promise<{ seq: number; id: string } | undefined> {
  return db
    .selectFrom('event')
    .select(['seq', 'id'])
    .where('stream_id', '=', streamId)
    .where('seq', '=', seq)
    .executeTakeFirst();
}

/** The newest event of a stream, if it has any. */
export async function readHead(db: Db | Trx, streamId: number): Promise<{ seq: number; id: string } | undefined> {
  return db
    .selectFrom('event')
    .select(['seq', 'id'])
    .where('stream_id', '=', streamId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** How far each of these streams has come, in one look. */
export async function readLastSeqs(db: Db, streamIds: readonly number[]): Promise<{ id: number; lastSeq: number }[]> {
  if (streamIds.length === 0) return [];
  return db.selectFrom('stream').select(['id', 'last_seq as lastSeq']).where('id', 'in', streamIds).execute();
}
