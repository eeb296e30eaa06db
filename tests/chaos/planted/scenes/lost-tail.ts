import { operator, sayOverHttp, Talker, visitor, type Visitor } from '../people.ts';
import { readConversation, readInbox } from '../readers.ts';
import { PATIENCE_MS } from '../recording.ts';
import { World } from '../world.ts';

const VISITORS = 3;
const LOST = 2;

/**
 * The log loses its last events while everybody is away, as after a failover to a standby that was behind, and holds
 * others there when they come back. Done in SQL: what a reader meets is the same, and no second server is needed.
 */
export async function lostTail(): Promise<World> {
  const world = await World.start({ nodes: 1 });
  const { recording, readers } = world;
  const anna = operator(world, 'anna');
  const visitors: Visitor[] = [];
  const talkers: Talker[] = [];
  for (let index = 0; index < VISITORS; index += 1) {
    const who = await visitor(world, `visitor-${index}`);
    visitors.push(who);
    readers.push(readConversation(recording, anna.line, anna.name, who.conversationId));
    readers.push(readConversation(recording, who.client.api, who.name, who.conversationId));
    const talker = new Talker(recording, who);
    talkers.push(talker);
    talker.start();
  }
  readers.push(readInbox(recording, anna.line, anna.name, world.project.id));
  await recording.more('acknowledged', 10 * VISITORS);
  // What is acknowledged from here on is what may be lost.
  recording.fault('failover', 'begin', { losesTail: true });
  const since = recording.entries.length;
  const said = (name: string): number =>
    recording.entries.slice(since).filter((entry) => entry.kind === 'acknowledged' && entry.client === name).length;
  await recording.until(() => visitors.every(({ name }) => said(name) >= LOST), PATIENCE_MS);
  await Promise.all(talkers.map((talker) => talker.stop()));
  const gone = await failover(world, visitors);
  const before = recording.entries.length;
  await Promise.all(talkers.map((talker) => talker.say()));
  // Offered again, and read by both readers of its conversation.
  const again = (): number =>
    recording.entries.slice(before).filter((entry) => entry.kind === 'applied' && gone.has(entry.message ?? '')).length;
  await recording.until(() => again() >= 2 * gone.size, PATIENCE_MS);
  await world.settle();
  return world;
}

/** Gives the messages that are gone. */
async function failover(world: World, visitors: readonly Visitor[]): Promise<Set<string>> {
  const { server, way } = world.node(0);
  way.block();
  server.kill('SIGKILL');
  await server.waitForExit();
  const { rows } = await world.sql.query<{ message: string | null }>(`
    with shorter as (update stream set last_seq = last_seq - ${LOST} where last_seq > ${LOST} returning id, last_seq)
    delete from event e using shorter s where e.stream_id = s.id and e.seq > s.last_seq
    returning e.body ->> 'messageId' as message`);
  await server.restart();
  for (const { conversationId } of visitors)
    for (let nth = 1; nth <= LOST + 1; nth += 1) await sayOverHttp(world, conversationId, nth);
  way.route(server.url);
  world.recording.fault('failover', 'heal');
  return new Set(rows.flatMap(({ message }) => message ?? []));
}
