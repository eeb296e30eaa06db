import { randomUUIDv7 } from 'node:crypto';
import type { Actor } from '../contract/events.ts';
import type { Db, Trx } from '../db/database.ts';
import { executeAppend } from './append-sql.ts';
import type { BodyOf, StreamKind, StreamRef } from './event-bodies.ts';

/** One event that wants to be in the log. */
export interface AppendItem<K extends StreamKind = StreamKind> {
  stream: StreamRef<K>;
  /** The client's id, for idempotence (EL6); null for what the server itself says. */
  clientId: string | null;
  actor: Actor;
  body: BodyOf[K];
  /** Also leave a pointer for the project's operators. */
  inbox: { streamId: number; conversationId: string; projectId: string } | null;
}

export interface Appended {
  streamId: number;
  seq: number;
  eventId: string;
  at: Date;
  duplicate: boolean;
  /** Where the inbox stands now, if the item left a pointer there. */
  inbox: { streamId: number; seq: number } | null;
}

/** With what lets a reader's memory go on without a look: the id of the event before, where it is known. */
export interface Committed extends Appended {
  follows: string | null;
}

/**
 * Appends all items in one statement; in the same stream they keep their order. With a transaction it must be
 * its last statement but one (the commit), because it locks the streams until then.
 * @throws unique violation `event_client_id` when the same client id is being appended elsewhere: run it again.
 */
export async function appendEvents(db: Db | Trx, items: readonly AppendItem[]): Promise<Appended[]> {
  const results = await appendEach(db, items);
  return results.map((appended, index) => appended ?? missing(items[index]));
}

/** Like `appendEvents`, for items that have nothing to do with each other: null where there is no such stream. */
export async function appendEach(db: Db | Trx, items: readonly AppendItem[]): Promise<(Committed | null)[]> {
  const json = JSON.stringify(
    items.map(({ stream, clientId, actor, body, inbox }, ord) => ({
      ord,
      stream_id: stream.id,
      id: randomUUIDv7(),
      client_id: clientId,
      type: body.type,
      actor,
      body,
      inbox_id: inbox?.streamId ?? null,
      conversation_id: inbox?.conversationId ?? null,
    })),
  );
  const points = items.some(({ stream, inbox }) => stream.kind === 'conversation' || inbox !== null);
  const rows = await executeAppend(db, json, points);
  // The statement does not see its own events; items of the same stream come in order.
  const heads = new Map<number, { seq: number; id: string }>();
  return items.map((item, index) => {
    const row = rows[index];
    if (row?.seq == null || row.id === null || row.at === null) return null;
    const head = heads.get(item.stream.id);
    const follows = row.follows ?? (head?.seq === row.seq - 1 ? head.id : null);
    if (!row.duplicate) heads.set(item.stream.id, { seq: row.seq, id: row.id });
    const inbox =
      item.inbox !== null && row.inbox_seq !== null ? { streamId: item.inbox.streamId, seq: row.inbox_seq } : null;
    const { seq, id: eventId, at, duplicate } = row;
    return { streamId: item.stream.id, seq, eventId, at, duplicate, inbox, follows };
  });
}

function missing(item: AppendItem | undefined): never {
  throw new MissingStream(item?.stream.id);
}

/** It was there when it was looked up: erased since, or in the tail that a failover lost. */
export class MissingStream extends Error {
  override name = 'MissingStream';
  constructor(id: number | undefined) {
    super(`no stream ${id ?? ''}`);
  }
}
