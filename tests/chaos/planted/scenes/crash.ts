import { operator, Talker, visitor } from '../people.ts';
import { readConversation, readInbox } from '../readers.ts';
import { World } from '../world.ts';

const VISITORS = 6;
const DEATHS = 2;
const ACKS_BETWEEN = 100;

/** A server that is killed in the middle of much talk, again and again. */
export async function crash(): Promise<World> {
  const world = await World.start({ nodes: 1 });
  const { recording, readers } = world;
  const anna = operator(world, 'anna');
  const talkers: Talker[] = [];
  for (let index = 0; index < VISITORS; index += 1) {
    const who = await visitor(world, `visitor-${index}`);
    readers.push(readConversation(recording, anna.line, anna.name, who.conversationId));
    talkers.push(new Talker(recording, who));
  }
  readers.push(readInbox(recording, anna.line, anna.name, world.project.id));
  for (const talker of talkers) talker.start();
  for (let death = 0; death < DEATHS; death += 1) {
    await recording.more('acknowledged', ACKS_BETWEEN);
    recording.fault('kill -9', 'begin');
    await world.node(0).server.restart('SIGKILL');
    recording.fault('kill -9', 'heal');
  }
  await recording.more('acknowledged', ACKS_BETWEEN);
  await Promise.all(talkers.map((talker) => talker.stop()));
  await world.settle();
  return world;
}
