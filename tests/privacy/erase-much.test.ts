import { sql } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { pino } from 'pino';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { overHttp } from '../support/api-client.ts';
import { createTestDatabase } from '../support/database.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';

const MUCH = 100_000;
const MUCH_MS = 180_000;

describe.skipIf(inject('postgresUrl') === null)('a visitor who has written very much', () => {
  test(
    '[PR1] goes batch by batch, over a killed server, while others go on writing',
    async () => {
      await using database = await createTestDatabase('server');
      await using server = await startServerProcess({ env: database.env });
      const owner = await registerOperator(server.url, 'Olga');
      const project = await createProject(server.url, owner);
      const visitor = await visit(server.url, project.key);
      const neighbour = await visit(server.url, project.key);
      await say(overHttp(server.url, visitor.params), visitor.conversationId, 'first');
      const { db, close } = createDb(readEnv(database.env), pino({ level: 'silent' }), (cause) => {
        throw cause;
      });
      try {
        const { stream_id } = await db
          .selectFrom('conversation')
          .select('stream_id')
          .where('id', '=', visitor.conversationId)
          .executeTakeFirstOrThrow();
        await sql`
          insert into event (stream_id, seq, id, type, actor, at, body)
          select ${stream_id}, n, gen_random_uuid(), 'message', '{"kind": "system"}', now(),
                 jsonb_build_object('type', 'message', 'messageId', gen_random_uuid(), 'text', 'much')
          from generate_series(2, ${MUCH}::int) n`.execute(db);
        await db.updateTable('stream').set({ last_seq: MUCH }).where('id', '=', stream_id).execute();
        const left = async (): Promise<number> => {
          const { rows } = await sql<{ count: number }>`
            select count(*) as count from event where stream_id = ${stream_id}`.execute(db);
          return rows[0]?.count ?? 0;
        };
        const api = overHttp(server.url, owner.params);
        await api.privacy.eraseVisitor.mutate({ projectId: project.id, visitorId: visitor.id });
        // Some of it has gone, and not all: now the server dies.
        await expect.poll(left, { timeout: 30_000, interval: 20 }).toBeLessThan(MUCH);
        server.kill('SIGKILL');
        await server.waitForExit();
        expect(await left()).toBeGreaterThan(0);
        await server.restart();
        const [erasure] = await overHttp(server.url, owner.params).privacy.erasures.query({ projectId: project.id });
        expect(erasure?.progress).toBeLessThan(1);
        for (let nth = 0; (await left()) > 0; nth += 1)
          await say(overHttp(server.url, neighbour.params), neighbour.conversationId, `word ${nth}`);
        await expect
          .poll(() => overHttp(server.url, owner.params).privacy.erasures.query({ projectId: project.id }), {
            timeout: 30_000,
          })
          .toEqual([]);
      } finally {
        await close();
      }
    },
    MUCH_MS,
  );
});
