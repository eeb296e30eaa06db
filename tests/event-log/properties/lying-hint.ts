import { ok } from 'node:assert/strict';
import { sql, type KyselyPlugin } from 'kysely';
import { message } from '../items.ts';
import type { LogWorld } from '../log-world.ts';
import { LogReader } from '../reader.ts';

/** Queries of our own that go by while the reader could ask the same again and again. */
const TICKS = 50;
/** One for the hint, one that shows that there is nothing, one for an event under way at the time. */
const LOOKS_ENOUGH = 3;

/** A hint names a seq that the log has not reached: the readers look, and then wait, instead of asking for ever. */
export async function lyingHint(world: LogWorld): Promise<void> {
  const { implementation, db } = world;
  const {
    conversations: [conversation],
  } = await world.newProject(1);
  if (conversation === undefined) throw new Error('no conversation');
  let looks = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: ({ result }) => {
      looks += 1;
      return Promise.resolve(result);
    },
  };
  const node = implementation.open(db.withPlugin(counting), () => undefined);
  const writer = implementation.open(db, (streamId, seq) => node.hint(streamId, seq));
  const reader = new LogReader(conversation.stream).start(node);
  try {
    await writer.append(message(conversation));
    await reader.reaches(1);
    looks = 0;
    node.hint(conversation.stream.id, 1_000_000);
    for (let tick = 0; tick < TICKS; tick += 1) await sql`select 1`.execute(db);
    ok(looks <= LOOKS_ENOUGH, `${looks} looks for one hint that was not true`);

    await writer.append(message(conversation));
    await reader.reaches(2);
  } finally {
    await reader.cut();
  }
}
