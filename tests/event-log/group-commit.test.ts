import { deepEqual, equal } from 'node:assert/strict';
import { sql } from 'kysely';
import { describe, inject, test } from 'vitest';
import type { AppendItem } from '../../packages/api/src/event-log/append-events.ts';
import { GroupCommit } from '../../packages/api/src/event-log/group-commit.ts';
import { message } from './items.ts';
import { createLogWorld, type LogWorld } from './log-world.ts';
import { realLog } from './real-log.ts';

async function conversationsOf(world: LogWorld, count: number) {
  const [first, second = first] = (await world.newProject(count)).conversations;
  if (first === undefined || second === undefined) throw new Error('no conversation');
  return [first, second] as const;
}

const waitingForLocks = async ({ db }: LogWorld): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.count ?? 0;
};

describe.skipIf(inject('postgresUrl') === null)('appends that meet', () => {
  test('[EL2] two statements never wait for the same stream, and who is locked out holds up no other site', async () => {
    await using world = await createLogWorld('server', realLog);
    const [mine, neighbour] = await conversationsOf(world, 2);
    const [other] = await conversationsOf(world, 1);
    const order: string[] = [];
    const commits = new GroupCommit(world.db, (_committed, { stream }) => void order.push(String(stream.id)));
    const late: Promise<unknown>[] = [];
    const append = (item: AppendItem): void => {
      const appended = commits.append(item);
      // Looked at in the end: until then a failure has nobody who waits for it.
      appended.catch(() => undefined);
      late.push(appended);
    };

    await world.db.transaction().execute(async (trx) => {
      await sql`select from stream where id = ${mine.stream.id} for update`.execute(trx);
      append(message(mine));
      while ((await waitingForLocks(world)) === 0);
      // Of the same inbox: it would wait behind the first.
      append(message(neighbour));
      append(message(mine));
      await commits.append(message(other));
      equal(await waitingForLocks(world), 1);
      deepEqual(order, [String(other.stream.id)]);
    });
    await Promise.all(late);
    equal(order.length, 4);
  });

  test('[EL2] what is appended in one turn is one statement', async () => {
    await using world = await createLogWorld('server', realLog);
    const [mine, neighbour] = await conversationsOf(world, 2);
    const commits = new GroupCommit(world.db, () => undefined);
    await Promise.all([mine, neighbour, mine, neighbour].map((one) => commits.append(message(one))));
    const { rows } = await sql`
      select count(distinct xmin::text) as statements, count(*) as events from event
      where stream_id in (${mine.stream.id}, ${neighbour.stream.id})`.execute(world.db);
    deepEqual(rows, [{ statements: 1, events: 4 }]);
  });
});
