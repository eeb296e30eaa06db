import { visitor } from '../people.ts';
import { readConversation } from '../readers.ts';
import { World } from '../world.ts';

/** 24 MB: the kernel takes up to ten of them on the way before the server holds any. */
const EVENTS = 6_000;
/** So many reports without a change: the buffer stands still. */
const SAME = 5;

/** A reader with a long stream before it who stops reading. */
export async function stalled(): Promise<World> {
  const world = await World.start({ nodes: 1 });
  const { recording, readers } = world;
  const who = await visitor(world, 'visitor-0');
  await fill(world, who.conversationId);
  const { server, way } = world.node(0);
  recording.fault('stall', 'begin', { client: who.name });
  way.hold('down');
  readers.push(readConversation(recording, who.client.api, who.name, who.conversationId));
  let same = 0;
  for (let last = -1; same < SAME;) {
    const seen = server.logs().length;
    await server.waitForLog((line) => line.includes('unsentBytes') && server.logs().length > seen);
    const value = unsentOf(server.logs());
    recording.add({ kind: 'gauge', at: recording.now, node: 'node-0', name: 'stalled-buffer-bytes', value });
    same = value === last && value > 0 ? same + 1 : 0;
    last = value;
  }
  way.release();
  recording.fault('stall', 'heal', { client: who.name });
  await world.settle();
  return world;
}

function unsentOf(lines: readonly string[]): number {
  const line = lines.findLast((each) => each.includes('unsentBytes')) ?? '{}';
  const report: unknown = JSON.parse(line);
  const is = typeof report === 'object' && report !== null && 'unsentBytes' in report;
  return is && typeof report.unsentBytes === 'number' ? report.unsentBytes : 0;
}

async function fill(world: World, conversationId: string): Promise<void> {
  await world.sql.query(
    `with stream_of as (select stream_id as id from conversation where id = $1),
          grown as (update stream s set last_seq = $2 from stream_of o where s.id = o.id)
     insert into event (stream_id, seq, id, type, actor, at, body)
     select o.id, n, gen_random_uuid(), 'message', '{"kind": "system"}', now(),
            jsonb_build_object('type', 'message', 'messageId', gen_random_uuid(), 'text', repeat('x', 4000))
     from stream_of o, generate_series(1, $2::int) n`,
    [conversationId, EVENTS],
  );
}
