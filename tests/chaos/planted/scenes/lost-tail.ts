import { operator, sayOverHttp, Talker, visitor, type Visitor } from '../people.ts';
import { readConversation, readInbox } from '../readers.ts';
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
    readers.push(readConversation(recording, anna.client.api, anna.name, who.conversationId));
    readers.push(readConversation(recording, who.client.api, who.name, who.conversationId));
    const talker = new Talker(recording, who);
    talkers.push(talker);
    talker.start();
  }
  readers.push(readInbox(recording, anna.client.api, anna.name, world.project.id));
  await recording.more('acknowledged', 10 * VISITORS);
  await Promise.all(talkers.map((talker) => talker.stop()));
  await failover(world, visitors);
  await Promise.all(talkers.map((talker) => talker.say()));
  await recording.more('applied', 2 * (LOST + 1) * VISITORS, 4_000);
  await world.settle();
  return world;
}

async function failover(world: World, visitors: readonly Visitor[]): Promise<void> {
  const { server, way } = world.node(0);
  world.recording.fault('failover', 'begin', { losesTail: true });
  way.block();
  server.kill('SIGKILL');
  await server.waitForExit();
  await world.sql.query(`
    with shorter as (update stream set last_seq = last_seq - ${LOST} where last_seq > ${LOST} returning id, last_seq)
    delete from event e using shorter s where e.stream_id = s.id and e.seq > s.last_seq`);
  await server.restart();
  for (const { conversationId } of visitors)
    for (let nth = 1; nth <= LOST + 1; nth += 1) await sayOverHttp(world, conversationId, nth);
  way.route(server.url);
  world.recording.fault('failover', 'heal');
}
