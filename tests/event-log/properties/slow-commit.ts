import { ok } from 'node:assert/strict';
import { sql } from 'kysely';
import { message } from '../items.ts';
import type { LogWorld } from '../log-world.ts';
import { LogReader, PATIENCE_MS } from '../reader.ts';

/**
 * Two appends to one inbox; the first to take its number is the last to commit. Needs two connections, so a
 * Postgres server. A reader that has seen the second must not have passed the first by.
 */
export async function slowCommit(world: LogWorld, patienceMs: number = PATIENCE_MS): Promise<void> {
  const { implementation, db } = world;
  const {
    inbox,
    conversations: [slow, fast, marker],
  } = await world.newProject(3);
  if (slow === undefined || fast === undefined || marker === undefined) throw new Error('no conversation');
  const node = implementation.open(db, (streamId, seq) => node.hint(streamId, seq));
  const reader = new LogReader(inbox, null, patienceMs).start(node);
  const heard = (conversationId: string): boolean => reader.events.some(({ about }) => about === `${conversationId}:1`);
  try {
    let overtaking: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (trx) => {
      await implementation.appendIn(trx, [message(slow)]);
      overtaking = node.append(message(fast));
      if (await overtakes(overtaking)) await reader.until(() => heard(fast.id), 'the event that overtook');
    });
    await overtaking;
    await node.append(message(marker));
    await reader.until(() => heard(marker.id), 'the last event');
    ok(heard(slow.id) && heard(fast.id), 'a reader has passed by an event that committed late');
  } finally {
    await reader.cut();
  }

  /** Does the append commit, or does it wait for the one before? */
  async function overtakes(append: Promise<unknown>): Promise<boolean> {
    let done = false;
    const settled = append.then(() => (done = true));
    for (;;) {
      const { rows } =
        await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          db,
        );
      if (done) return true;
      if (rows.length > 0) return false;
      await Promise.race([settled, new Promise((resolve) => setImmediate(resolve))]);
    }
  }
}
