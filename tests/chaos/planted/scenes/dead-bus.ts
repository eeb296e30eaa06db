import { devNull } from 'node:os';
import { Nats } from '../../cluster/nats.ts';
import { findPrograms } from '../../cluster/programs.ts';
import { operator, Talker, visitor } from '../people.ts';
import { readConversation, readInbox } from '../readers.ts';
import { IN_TIME_MS } from '../patience.ts';
import { World } from '../world.ts';

const VISITORS = 3;
const ROUNDS = 2;

/** Talkers on one node, their reader on another, and no bus between them. */
export async function deadBus(): Promise<World> {
  const nats = await Nats.start(findPrograms(), devNull);
  const world = await World.start({ nodes: 2, natsUrl: nats.url });
  const { recording, readers } = world;
  const anna = operator(world, 'anna', 1);
  const talkers: Talker[] = [];
  for (let index = 0; index < VISITORS; index += 1) {
    const who = await visitor(world, `visitor-${index}`);
    readers.push(readConversation(recording, anna.line, anna.name, who.conversationId));
    talkers.push(new Talker(recording, who));
  }
  readers.push(readInbox(recording, anna.line, anna.name, world.project.id));
  await Promise.all(talkers.map((talker) => talker.say()));
  await recording.until(() => readers.every(({ seq }) => seq > 0), IN_TIME_MS);
  recording.fault('bus', 'begin', { onTime: true });
  await nats.kill();
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = readers.map(({ seq }) => seq);
    await Promise.all(talkers.map((talker) => talker.say()));
    await recording.until(() => readers.every(({ seq }, index) => seq > (before[index] ?? 0)), IN_TIME_MS);
  }
  await world.settle(IN_TIME_MS);
  world.use(() => nats[Symbol.asyncDispose]());
  return world;
}
