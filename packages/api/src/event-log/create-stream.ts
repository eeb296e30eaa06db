import { sql, type RawBuilder } from 'kysely';
import type { Trx } from '../db/database.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';

/**
 * The id is the next number with twenty random bits behind it. A failover may lose a stream and set the numbers back:
 * a bare number would then be given again, and who still read the lost conversation would be shown a stranger's.
 */
export const newStream = (kind: StreamKind): RawBuilder<{ id: number }> => sql`
  insert into stream (id, kind) overriding system value
  values ((nextval(pg_get_serial_sequence('stream', 'id')) << 20) | floor(random() * (1 << 20))::bigint, ${kind})
  returning id`;

export async function createStream<K extends StreamKind>(trx: Trx, kind: K): Promise<StreamRef<K>> {
  const { rows } = await newStream(kind).execute(trx);
  const [row] = rows;
  if (row === undefined) throw new Error('an insert that returns nothing');
  return { id: row.id, kind };
}
