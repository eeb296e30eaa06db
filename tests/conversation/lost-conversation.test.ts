import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { asOwner } from '../support/as-owner.ts';
import { refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { say } from '../support/people.ts';
import { createScene } from './scene.ts';

describe.each(testDatabases())('a conversation in the tail that a failover lost, on %s', (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('[EL4] [AU1] is not there for who still writes to it, and its stream is nobody else’s', async () => {
    const scene = await createScene(server);
    const { api, conversationId } = await scene.enter();
    await say(api, conversationId, 'Hello');
    const db = acrossProjects(server.running.services.db);
    const { stream_id: lost } = await db
      .selectFrom('conversation')
      .select('stream_id')
      .where('id', '=', conversationId)
      .executeTakeFirstOrThrow();
    await db.deleteFrom('conversation').where('id', '=', conversationId).execute();
    await db.deleteFrom('event').where('stream_id', '=', lost).execute();
    await db.deleteFrom('stream').where('id', '=', lost).execute();
    // The standby never heard of the numbers that were given.
    await asOwner(db, sql`select setval(pg_get_serial_sequence('stream', 'id'), 1, false)`);

    expect(await refusal(say(api, conversationId, 'Still there?'))).toBe('NOT_FOUND');
    const others = await Promise.all(Array.from({ length: 5 }, () => scene.enter()));
    const ids = await db.selectFrom('stream').select('id').execute();
    expect(others).toHaveLength(5);
    expect(ids.map(({ id }) => id)).not.toContain(lost);
    expect(await refusal(say(api, conversationId, 'Still there?'))).toBe('NOT_FOUND');
  });
});
