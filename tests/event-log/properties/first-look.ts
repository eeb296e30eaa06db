import type { KyselyPlugin } from 'kysely';
import { message } from '../items.ts';
import type { LogWorld } from '../log-world.ts';
import { LogReader, PATIENCE_MS } from '../reader.ts';

/**
 * An event commits, and its hint comes, while a reader's first look at the log is on its way back. No sweep
 * follows: whoever listens only after he has read waits for ever.
 */
export async function eventDuringFirstLook(world: LogWorld, patienceMs: number = PATIENCE_MS): Promise<void> {
  const { implementation } = world;
  const {
    conversations: [conversation],
  } = await world.newProject(1);
  if (conversation === undefined) throw new Error('no conversation');
  const gate = new Gate();
  const slow = implementation.open(world.db.withPlugin(gate), () => undefined);
  const fast = implementation.open(world.db, (streamId, seq) => slow.hint(streamId, seq));
  const reader = new LogReader(conversation.stream, null, patienceMs).start(slow);
  try {
    await gate.reached;
    await fast.append(message(conversation));
    gate.open();
    await reader.reaches(1);
  } finally {
    gate.open();
    await reader.cut();
  }
}

/** Holds back the answers to queries until it is opened. */
class Gate implements KyselyPlugin {
  readonly #reached = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<void>();
  readonly reached = this.#reached.promise;

  open(): void {
    this.#opened.resolve();
  }

  transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => node;

  transformResult: KyselyPlugin['transformResult'] = async ({ result }) => {
    this.#reached.resolve();
    await this.#opened.promise;
    return result;
  };
}
