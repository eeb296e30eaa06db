import type { Trx } from '../db/database.ts';
import type { StreamKind, StreamRef } from './event-bodies.ts';

export async function createStream<K extends StreamKind>(trx: Trx, kind: K): Promise<StreamRef<K>> {
  const { id } = await trx.insertInto('stream').values({ kind }).returning('id').executeTakeFirstOrThrow();
  return { id, kind };
}
