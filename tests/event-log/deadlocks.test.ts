import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, inject, test } from 'vitest';
import { openConversation } from '../../packages/api/src/conversation/open-conversation.ts';
import { Limits } from '../../packages/api/src/access/limits.ts';
import { appendEvents } from '../../packages/api/src/event-log/append-events.ts';
import { message } from './items.ts';
import { checkGapless, checkInbox } from './log-checks.ts';
import { createLogWorld } from './log-world.ts';
import { realLog } from './real-log.ts';

/** A thousand rounds find no more than these, and take a minute on a busy machine. */
const ROUNDS = 200;
const AT_ONCE = 8;
const PROJECTS = 2;
const CONVERSATIONS = 3;
/** Someone opens his conversation, which refers to the inbox that everybody appends to. */
const OPEN_EVERY = 10;

const place = fc.record({ project: fc.nat(PROJECTS - 1), conversation: fc.nat(CONVERSATIONS - 1) });
const round = fc.array(fc.array(place, { minLength: 1, maxLength: 6 }), { minLength: AT_ONCE, maxLength: AT_ONCE });

describe.skipIf(inject('postgresUrl') === null)('many connections', () => {
  test('[EL2] batches over the same streams and inboxes, in any order, never wait for each other in a circle', async () => {
    await using world = await createLogWorld('server', realLog);
    const { db } = world;
    const projects = await Promise.all(Array.from({ length: PROJECTS }, () => world.newProject(CONVERSATIONS)));
    const at = ({ project, conversation }: { project: number; conversation: number }) => {
      const found = projects[project]?.conversations[conversation];
      if (found === undefined) throw new Error('no conversation');
      return found;
    };
    let appended = 0;
    for (const [number, batches] of fc.sample(round, ROUNDS).entries()) {
      const under = batches.map((places) =>
        // Deadlocks come from locks, not from the disk: this makes the rounds affordable.
        db.transaction().execute(async (trx) => {
          await sql`set local synchronous_commit = off`.execute(trx);
          const results = await appendEvents(
            trx,
            places.map((one) => message(at(one))),
          );
          appended += results.length;
        }),
      );
      if (number % OPEN_EVERY === 0) {
        const { visitorId: id, projectId } = at({ project: 0, conversation: 0 });
        const limits = new Limits({ factor: 1 });
        const visitor = { id, projectId };
        under.push(openConversation({ db, limits }, visitor, null).then(() => undefined));
      }
      await Promise.all(under);
    }
    const { rows } = await sql<{ deadlocks: number }>`
      select deadlocks from pg_stat_database where datname = current_database()`.execute(db);
    deepEqual(rows, [{ deadlocks: 0 }]);
    for (const project of projects) {
      await checkInbox(db, project);
      for (const { stream } of project.conversations) await checkGapless(db, stream);
    }
    const { count } = await db
      .selectFrom('event')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('type', '=', 'message')
      .executeTakeFirstOrThrow();
    equal(count, appended);
  }, 120_000);
});
