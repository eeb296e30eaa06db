import { operator, Talker, visitor } from '../people.ts';
import { readConversation, readInbox } from '../readers.ts';
import { World } from '../world.ts';

const VISITORS = 4;
const CUTS = 8;
const ACKS_BETWEEN = 20;

/**
 * Lines that are cut while answers are on their way: what was stored was not acknowledged, and is sent again. The
 * talkers' lines and the reader's are cut in turn; each goes on being talked to by the other.
 */
export async function cuts(): Promise<World> {
  const world = await World.start({ nodes: 2 });
  const { recording, readers } = world;
  const anna = operator(world, 'anna', 1);
  const talkers: Talker[] = [];
  for (let index = 0; index < VISITORS; index += 1) {
    const who = await visitor(world, `visitor-${index}`);
    readers.push(readConversation(recording, anna.line, anna.name, who.conversationId));
    talkers.push(new Talker(recording, who));
  }
  readers.push(readInbox(recording, anna.line, anna.name, world.project.id));
  for (const talker of talkers) talker.start();
  for (let cut = 0; cut < CUTS; cut += 1) {
    await recording.more('acknowledged', ACKS_BETWEEN);
    // The reader is back, and hears what is said now: only then does it show what he was not told.
    await recording.more('applied', ACKS_BETWEEN);
    const talkersTurn = cut % 2 === 0;
    const { way } = world.node(talkersTurn ? 0 : 1);
    recording.fault('cut', 'begin');
    way.hold('down');
    // Proof that something was stored whose answer is held, or that the talk went on without its reader.
    await recording.more(talkersTurn ? 'applied' : 'acknowledged', VISITORS);
    way.cut();
    way.release();
    recording.fault('cut', 'heal');
  }
  await recording.more('acknowledged', ACKS_BETWEEN);
  await Promise.all(talkers.map((talker) => talker.stop()));
  await world.settle();
  return world;
}
