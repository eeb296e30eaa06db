import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Db, Trx } from '../../../packages/api/src/db/database.ts';
import type { AppendItem, Appended } from '../../../packages/api/src/event-log/append-events.ts';
import type { Heard, LogImplementation } from '../log-node.ts';
import { realLog } from '../real-log.ts';

interface Row {
  seq: number;
  id: string;
  about: string;
}

/**
 * The bug: one sequence numbers all events, and the inbox is read as "what is greater than the last I saw". A
 * number is taken before the commit, so one that commits late lies behind every reader.
 */
export const bigserialOrder: LogImplementation = {
  ...realLog,
  name: 'bigserial order',
  prepare: async (db) => {
    await sql`create table planted (gid bigserial primary key, id uuid, conversation_id uuid, inbox_id bigint)`.execute(
      db,
    );
  },
  appendIn: append,
  open(db) {
    const wakes = new Set<() => void>();
    const wake = (): void => wakes.forEach((each) => each());
    return {
      append: async (item) => {
        const [appended] = await append(db, [item]);
        wake();
        if (appended === undefined) throw new Error('nothing appended');
        return appended;
      },
      async *read(stream, _lastEventId, signal): AsyncGenerator<Heard, void, undefined> {
        let gid = 0;
        let seq = 0;
        while (!signal.aborted) {
          const { rows } = await sql<Row>`
            select gid as seq, id, conversation_id || ':1' as about from planted
            where inbox_id = ${stream.id} and gid > ${gid} order by gid`.execute(db);
          for (const row of rows) {
            gid = row.seq;
            yield { cursor: `${gid}.00000000`, reset: false, seq: ++seq, id: row.id, about: row.about };
          }
          // Polling: no hint can be missed, and the bug is there all the same.
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
      hint: () => undefined,
      sweep: () => Promise.resolve(),
    };
  },
};

async function append(db: Db | Trx, items: readonly AppendItem[]): Promise<Appended[]> {
  const appended: Appended[] = [];
  for (const { stream, inbox } of items) {
    const { rows } = await sql<{ seq: number; id: string }>`
      insert into planted (id, conversation_id, inbox_id) values (${uuidv7()}, ${inbox?.conversationId}, ${inbox?.streamId})
      returning gid as seq, id`.execute(db);
    appended.push(
      ...rows.map(({ seq, id }) => ({
        streamId: stream.id,
        seq,
        eventId: id,
        at: new Date(0),
        duplicate: false,
        inbox: null,
      })),
    );
  }
  return appended;
}
