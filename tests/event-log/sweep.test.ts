import { deepEqual, equal } from 'node:assert/strict';
import type { KyselyPlugin } from 'kysely';
import pino from 'pino';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { BEGINNING, type Place } from '../../packages/api/src/event-log/cursor.ts';
import { FanOut } from '../../packages/api/src/event-log/fan-out.ts';
import type { LiveReader } from '../../packages/api/src/event-log/feed.ts';
import { GroupCommit } from '../../packages/api/src/event-log/group-commit.ts';
import { readHeads, type StoredEvent } from '../../packages/api/src/event-log/read-events.ts';
import { message } from './items.ts';
import { createLogWorld, type LogWorld } from './log-world.ts';
import { LogReader } from './reader.ts';
import { logs } from './logs.ts';

/** Events that one look at the log brings. */
const A_LOOK = 200;

/** Stands at the head, and counts how often it is told to find its place anew. */
class Standing implements LiveReader<'conversation'> {
  at: Place = BEGINNING;
  readonly heard: number[] = [];
  resumed = 0;
  readonly #last = new Map<number, PromiseWithResolvers<void>>();
  deliver({ seq }: StoredEvent<'conversation'>): boolean {
    this.heard.push(seq);
    this.#last.get(seq)?.resolve();
    return true;
  }
  hears(seq: number): Promise<void> {
    const last = Promise.withResolvers<void>();
    this.#last.set(seq, last);
    if (this.heard.includes(seq)) last.resolve();
    return last.promise;
  }
  resume(): void {
    this.resumed += 1;
  }
}

describe.each(logs())('what a sweep sees of $log.name on $kind', ({ log, kind }) => {
  let world: LogWorld;
  beforeAll(async () => {
    world = await createLogWorld(kind, log);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const newConversation = async () => {
    const [conversation] = (await world.newProject(1)).conversations;
    if (conversation === undefined) throw new Error('no conversation');
    return conversation;
  };

  test('[EL5] a sweep that looked before the newest event was stored sends nobody to look', async () => {
    const conversation = await newConversation();
    let looks = 0;
    const counting: KyselyPlugin = {
      transformQuery: ({ node }) => {
        looks += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    const fanOut = new FanOut(world.db.withPlugin(counting), pino({ level: 'silent' }));
    fanOut.close();
    const commits = new GroupCommit(world.db, (committed, item) => fanOut.committed(item, committed));
    const { feed } = fanOut.join(conversation.stream);
    const reader = new Standing();
    equal(feed.live(reader), true);

    await commits.append(message(conversation));
    const before = feed.newest;
    const [early] = await readHeads(world.db, [conversation.stream.id]);
    await commits.append(message(conversation));
    if (early !== undefined) feed.swept(early, before);
    await commits.append(message(conversation));

    deepEqual(reader.heard, [1, 2, 3]);
    equal(reader.resumed, 0);
    equal(looks, 0);
  });

  test.each([A_LOOK + 1, 2 * A_LOOK + 1])(
    '[EL5] who stands at the head is handed all %i that others have stored meanwhile',
    async (count) => {
      const conversation = await newConversation();
      const fanOut = new FanOut(world.db, pino({ level: 'silent' }));
      fanOut.close();
      const { feed } = fanOut.join(conversation.stream);
      const reader = new Standing();
      equal(feed.live(reader), true);

      const elsewhere = new GroupCommit(world.db, () => undefined);
      await Promise.all(Array.from({ length: count }, () => elsewhere.append(message(conversation))));
      await fanOut.sweep();
      await reader.hears(count);
      deepEqual(
        reader.heard,
        Array.from({ length: count }, (_, index) => index + 1),
      );
    },
  );

  test.each([
    { loss: 'has lost its tail', keep: 1, others: 0 },
    { loss: 'holds another event in the same place', keep: 1, others: 1 },
  ])('[EL4] a reader at the head of a stream that $loss gets reset', async ({ keep, others }) => {
    const conversation = await newConversation();
    const { id } = conversation.stream;
    const node = log.open(world.db, (streamId, seq) => node.hint(streamId, seq));
    const reader = new LogReader(conversation.stream).start(node);
    for (let count = 0; count < 2; count += 1) await node.append(message(conversation));
    await reader.reaches(2);

    await world.db.deleteFrom('event').where('stream_id', '=', id).where('seq', '>', keep).execute();
    await world.db.updateTable('stream').set({ last_seq: keep }).where('id', '=', id).execute();
    const elsewhere = new GroupCommit(world.db, () => undefined);
    for (let count = 0; count < others; count += 1) await elsewhere.append(message(conversation));
    await node.sweep();
    await reader.until(() => reader.resets === 1, 'the reset');
    await reader.reaches(keep + others);
    await reader.cut();
  });

  test('[EL4] a reader of a stream that the log has lost altogether gets reset', async () => {
    const conversation = await newConversation();
    const { id } = conversation.stream;
    const node = log.open(world.db, (streamId, seq) => node.hint(streamId, seq));
    const reader = new LogReader(conversation.stream).start(node);
    await node.append(message(conversation));
    await reader.reaches(1);

    await world.db.deleteFrom('event').where('stream_id', '=', id).execute();
    await world.db.deleteFrom('conversation').where('id', '=', conversation.id).execute();
    await world.db.deleteFrom('stream').where('id', '=', id).execute();
    await node.sweep();
    await reader.until(() => reader.resets === 1, 'the reset');
    await reader.cut();
  });
});
