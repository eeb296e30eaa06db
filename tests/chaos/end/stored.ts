import type { Database } from '../cluster/database.ts';
import type { Stored } from '../history/history.ts';

/** What a history calls a stream, by the table that it belongs to. Notes are not part of the run. */
const NAMED = `
  select stream_id, 'conversation:' || id as name from conversation
  union all select inbox_stream_id, 'inbox:' || id from project
  union all select stream_id, 'call:' || id from call`;

const PAGE = 5_000;

interface Row {
  stream_id: string;
  seq: string;
  name: string;
  id: string;
  type: string;
  message: string | null;
  device: string | null;
}

interface StoredOptions {
  /** They ended before all was heard; their signals are owed to nobody. */
  unsettledCalls: ReadonlySet<string>;
  /** When the run began, in ms since the epoch. */
  origin: number;
}

/** The whole log, stream by stream. */
export async function* storedEvents(
  database: Database,
  { unsettledCalls, origin }: StoredOptions,
): AsyncGenerator<Stored, void, undefined> {
  let after: [string, string] = ['0', '0'];
  for (;;) {
    const rows = await database.query<Row>(
      `with named as (${NAMED})
       select e.stream_id, e.seq, named.name, e.id, e.type,
              coalesce(e.body ->> 'changeId', e.body ->> 'messageId', e.body ->> 'signalId') as message, e.body -> 'to' ->> 'deviceId' as device
       from event e join named using (stream_id)
       where (e.stream_id, e.seq) > ($1::bigint, $2::bigint)
       order by e.stream_id, e.seq limit ${PAGE}`,
      after,
    );
    for (const row of rows) yield { ...storedOf(row, unsettledCalls), at: madeAt(row.id) - origin };
    const last = rows.at(-1);
    if (last === undefined) return;
    after = [last.stream_id, last.seq];
  }
}

function storedOf({ name, seq, id, type, message, device }: Row, unsettledCalls: ReadonlySet<string>): Stored {
  const isSignal = type === 'signal';
  const stored: Stored = { kind: 'stored', stream: name, seq: Number(seq), event: id, message, type };
  if (!isSignal) return stored;
  return { ...stored, only: unsettledCalls.has(name.slice('call:'.length)) ? null : device };
}

/** A UUID v7 begins with the ms at which it was made. */
const madeAt = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

/** The head of each stream that people read, by its name. */
export async function heads(database: Database): Promise<Record<string, number>> {
  const rows = await database.query<{ name: string; last_seq: string }>(
    `with named as (${NAMED}) select named.name, s.last_seq from stream s join named on named.stream_id = s.id`,
  );
  return Object.fromEntries(rows.map(({ name, last_seq }) => [name, Number(last_seq)]));
}

/** How many calls nobody has ended and no deadline has either. */
export async function liveCalls(database: Database): Promise<number> {
  const [row] = await database.query<{ live: number }>(`select count(*)::int as live from call where state <> 'ended'`);
  return row?.live ?? 0;
}
