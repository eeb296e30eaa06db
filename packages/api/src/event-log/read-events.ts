import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '../contract/events.ts';
import type { Db, Trx } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { currentBody } from './current-body.ts';
import type { BodyOf, StreamKind, StreamRef } from './event-bodies.ts';

/** A row of a stream as it was stored. */
export interface StoredEvent<K extends StreamKind> {
  seq: number;
  id: string;
  at: Date;
  actor: Actor;
  body: BodyOf[K];
}

/**
 * What is erased is out of sight by its stream, and its events go bit by bit: whoever still knows the stream's number reads
 * nothing. But for a call's, of which nobody learns the number any more: whoever was in it has still to read of its end.
 */
const inSight = (stream: { id: number; kind: StreamKind }): RawBuilder<boolean> =>
  stream.kind === 'call' ? sql`true` : sql`exists (select from stream where id = ${stream.id})`;

/** Only messages change. */
const bodyIn = (kind: StreamKind): RawBuilder<unknown> =>
  kind === 'conversation' ? currentBody('e') : sql.ref('e.body');

/** Up to `limit` events after `afterSeq`, in order, as they were stored: also what was edited or deleted since. */
export async function readEvents<K extends StreamKind>(
  db: Db | Trx,
  stream: StreamRef<K>,
  afterSeq: number,
  limit: number,
): Promise<StoredEvent<K>[]> {
  const { rows } = await sql<StoredEvent<K>>`
    select seq, id, at, actor, body from event
    where stream_id = ${stream.id} and seq > ${afterSeq} and ${inSight(stream)} order by seq limit ${limit}`.execute(
    db,
  );
  return rows;
}

interface Span {
  streamId: number;
  afterSeq: number;
  limit: number;
}
/** A page may be 200 of the longest messages: so many of them are 10 MB, and far from what a statement may take. */
const PAGES = 16;

type SpanReader<K extends StreamKind> = (db: Db, span: Span) => Promise<StoredEvent<K>[]>;

function spanReader<K extends StreamKind>(kind: K): SpanReader<K> {
  const isInSight = kind === 'call' ? sql`true` : sql`exists (select from stream where id = k.stream_id)`;
  return gather(async (db, spans: readonly Span[]) => {
    const streams = spans.map(({ streamId }) => streamId);
    const starts = spans.map(({ afterSeq }) => afterSeq);
    const limits = spans.map(({ limit }) => limit);
    const { rows } = await sql<StoredEvent<K> & { ord: number }>`
      select k.ord, e.* from
        unnest(${streams}::bigint[], ${starts}::bigint[], ${limits}::int[]) with ordinality as k(stream_id, start, up_to, ord)
      cross join lateral (
        select e.seq, e.id, e.at, e.actor, ${bodyIn(kind)} as body from event e
        where e.stream_id = k.stream_id and e.seq > k.start order by e.seq limit k.up_to) e
      where ${isInSight}
      order by k.ord, e.seq`.execute(db);
    const found = spans.map((): StoredEvent<K>[] => []);
    for (const { ord, ...event } of rows) found[ord - 1]?.push(event);
    return found;
  }, PAGES);
}

const spanReaders: { [K in StreamKind]: SpanReader<K> } = {
  conversation: spanReader('conversation'),
  notes: spanReader('notes'),
  inbox: spanReader('inbox'),
  call: spanReader('call'),
};

/** The same for one of many readers: when a thousand come back at once, some dozen statements serve them. */
export function readEventsTogether<K extends StreamKind>(
  db: Db,
  stream: StreamRef<K>,
  afterSeq: number,
  limit: number,
): Promise<StoredEvent<K>[]> {
  return spanReaders[stream.kind](db, { streamId: stream.id, afterSeq, limit });
}

/** The last `limit` events before `beforeSeq` (or of all), in order. */
export async function readEventsBefore<K extends StreamKind>(
  db: Db | Trx,
  stream: StreamRef<K>,
  beforeSeq: number | null,
  limit: number,
): Promise<StoredEvent<K>[]> {
  const { rows } = await sql<StoredEvent<K>>`
    select e.seq, e.id, e.at, e.actor, ${bodyIn(stream.kind)} as body from event e
    where e.stream_id = ${stream.id} and e.seq < ${beforeSeq ?? Number.MAX_SAFE_INTEGER} and ${inSight(stream)}
    order by e.seq desc limit ${limit}`.execute(db);
  return rows.toReversed();
}

/** What a client has said under this id, if it is stored. */
export async function findSaid<K extends StreamKind>(
  db: Db | Trx,
  stream: StreamRef<K>,
  clientId: string,
): Promise<StoredEvent<K> | null> {
  const { rows } = await sql<StoredEvent<K>>`
    select seq, id, at, actor, body from event
    where stream_id = ${stream.id} and client_id = ${clientId} and ${inSight(stream)}`.execute(db);
  return rows[0] ?? null;
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

export interface Head {
  streamId: number;
  seq: number;
  /** Of the event there; null while there is none. */
  id: string | null;
}

/** How far each of these streams has come, in one look. */
export async function readHeads(db: Db, streamIds: readonly number[]): Promise<Head[]> {
  const { rows } = await sql<Head>`
    select s.id as "streamId", s.last_seq as seq, e.id
    from stream s left join event e on e.stream_id = s.id and e.seq = s.last_seq
    where s.id = any(${streamIds}::bigint[])`.execute(db);
  return rows;
}
