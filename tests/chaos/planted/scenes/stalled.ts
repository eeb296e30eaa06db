import { lengthen } from '../../cluster/long-conversation.ts';
import { unsentBytesIn } from '../../cluster/unsent-bytes.ts';
import { visitor } from '../people.ts';
import { readConversation } from '../readers.ts';
import { World } from '../world.ts';

/** So many reports without a change: the buffer stands still. */
const SAME = 5;

/** A reader with a long stream before it who stops reading. */
export async function stalled(): Promise<World> {
  const world = await World.start({ nodes: 1 });
  const { recording, readers } = world;
  const who = await visitor(world, 'visitor-0');
  await lengthen((text, values) => world.sql.query(text, values), who.conversationId);
  const { server, way } = world.node(0);
  recording.fault('stall', 'begin', { client: who.name });
  way.hold('down');
  readers.push(readConversation(recording, who.client.api, who.name, who.conversationId));
  let same = 0;
  for (let last = -1; same < SAME;) {
    const seen = server.logs().length;
    await server.waitForLog((line) => line.includes('unsentBytes') && server.logs().length > seen);
    const value =
      server
        .logs()
        .map(unsentBytesIn)
        .findLast((bytes) => bytes !== null) ?? 0;
    recording.add({ kind: 'gauge', at: recording.now, node: 'node-0', name: 'stalled-buffer-bytes', value });
    same = value === last && value > 0 ? same + 1 : 0;
    last = value;
  }
  way.release();
  recording.fault('stall', 'heal', { client: who.name });
  await world.settle();
  return world;
}
