import { deepEqual } from 'node:assert/strict';
import type { Db } from '../../../packages/api/src/db/database.ts';
import type { StreamKind, StreamRef } from '../../../packages/api/src/event-log/event-bodies.ts';
import { message } from '../items.ts';
import type { LogWorld } from '../log-world.ts';
import { LogReader, PATIENCE_MS } from '../reader.ts';

const LENGTH = 10;
const LEFT = 6;

/**
 * The database fails over to a standby that lacked the last events, while the node and its readers live on: what
 * the node remembers of the stream is not its history any more. `regrown`: how long the log is when the node
 * looks again.
 */
export async function failoverUnderReaders(
  world: LogWorld,
  regrown: number,
  patienceMs: number = PATIENCE_MS,
): Promise<void> {
  const { implementation, db } = world;
  const {
    conversations: [conversation],
  } = await world.newProject(1);
  if (conversation === undefined) throw new Error('no conversation');
  const { stream } = conversation;
  const node = implementation.open(db, (streamId, seq) => node.hint(streamId, seq));
  const stayed = new LogReader(stream, null, patienceMs).start(node);
  const cut = new LogReader(stream, null, patienceMs).start(node);
  try {
    for (let sent = 0; sent < LENGTH; sent += 1) await node.append(message(conversation));
    await Promise.all([stayed.reaches(LENGTH), cut.reaches(LENGTH)]);
    await cut.cut();

    await loseTail(db, stream, LEFT);
    // Another node's: this one hears no hint of it.
    const elsewhere = implementation.open(db, () => undefined);
    for (let length = LEFT; length < regrown; length += 1) await elsewhere.append(message(conversation));
    cut.start(node);
    await node.sweep();
    const rows = await db.selectFrom('event').select('id').where('stream_id', '=', stream.id).orderBy('seq').execute();
    for (const reader of [cut, stayed]) {
      await reader.until(() => reader.resets === 1 && reader.events.length >= regrown, 'the log as it is now');
      deepEqual(
        reader.events.map(({ id }) => id),
        rows.map(({ id }) => id),
      );
    }
  } finally {
    await stayed.cut();
    await cut.cut();
  }
}

export async function loseTail(db: Db, stream: StreamRef<StreamKind>, left: number): Promise<void> {
  await db.deleteFrom('event').where('stream_id', '=', stream.id).where('seq', '>', left).execute();
  await db.updateTable('stream').set({ last_seq: left }).where('id', '=', stream.id).execute();
}
