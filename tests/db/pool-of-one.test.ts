import { deepEqual, equal } from 'node:assert/strict';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { ConversationView } from '@parley/api/contract/views';
import { sqlState } from '../../packages/api/src/db/database-errors.ts';
import { acrossProjects, inProject } from '../../packages/api/src/db/scope.ts';
import { overHttp, type Api } from '../support/api-client.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';

const REQUESTS = 1_000;
/** Under way at a time, all for the one connection, which none may wait for longer than the pool allows. */
const AT_ONCE = 8;
/** One after the other, on a machine that has other things to do. */
const LONG_MS = 180_000;

interface Tenant {
  projectId: string;
  conversationId: string;
  /** In all that anybody may say, write or be called here. */
  mark: string;
  operator: Api;
  visitor: Api;
}

async function createTenant(url: string, mark: string): Promise<Tenant> {
  const account = await registerOperator(url, mark);
  const { id, key } = await createProject(url, account);
  const operator = overHttp(url, account.params);
  await operator.project.update.mutate({ projectId: id, name: mark });
  const { params, conversationId } = await visit(url, key, { name: mark });
  const visitor = overHttp(url, params);
  await say(visitor, conversationId, mark);
  return { projectId: id, conversationId, mark, operator, visitor };
}

/** What a tenant asks for, which is full of his mark. */
const requests = ({ operator, visitor, projectId, conversationId, mark }: Tenant): (() => Promise<unknown>)[] => [
  () => operator.project.list.query(),
  () => operator.project.get.query({ projectId }),
  () => operator.project.members.query({ projectId }),
  () => operator.conversation.list.query({ projectId }),
  () => operator.conversation.get.query({ conversationId }),
  () => operator.message.list.query({ conversationId, limit: 5 }),
  () => visitor.message.list.query({ conversationId, limit: 5 }),
  async () => [mark, await say(visitor, conversationId, mark)],
  async () => [mark, await visitor.conversation.open.mutate()],
  async () => [mark, await operator.inbox.counts.query({ projectId })],
];

describe.each(testDatabases())('two tenants on %s, over one connection', (kind) => {
  let database: TestDatabase;
  let server: InProcessServer;
  let tenants: Tenant[];
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    server = await startInProcess(database, {}, { connections: 1 });
    tenants = [await createTenant(server.url, 'Marigold'), await createTenant(server.url, 'Nightshade')];
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  /** What goes wrong between them, on the same connection; each tells how. */
  const disturb = (tenant: Tenant, other: Tenant): (() => Promise<unknown>)[] => {
    const { db } = server.running.services;
    const within = inProject(db, tenant.projectId);
    const failing = (act: Promise<unknown>) =>
      act.then(
        () => 'none',
        (cause: unknown) => sqlState(cause) ?? wordsOf(cause),
      );
    return [
      () => failing(sql`select count(*) from conversation where 1 / (1 - 1) = 1`.execute(within)),
      // Cut within a statement, where there is a timer to do it.
      () =>
        failing(
          within.transaction().execute(async (trx) => {
            await sql`set local statement_timeout = 5`.execute(trx);
            await sql`select count(*) from generate_series(1, 300000) n, conversation`.execute(trx);
            throw new Error('stopped');
          }),
        ),
      () =>
        failing(
          within.transaction().execute(async (trx) => {
            await trx.updateTable('visitor').set({ user_agent: other.mark }).execute();
            throw new Error('undone');
          }),
        ),
      // An aborted transaction that somebody goes on with.
      () =>
        failing(
          within.transaction().execute(async (trx) => {
            await sql`select 1 / 0`.execute(trx).catch(() => undefined);
            await trx.selectFrom('conversation').select('id').execute();
          }),
        ),
      () =>
        failing(
          within
            .insertInto('member')
            .values({ project_id: other.projectId, operator_id: uuidv7(), role: 'owner' })
            .execute(),
        ),
      () => tenant.operator.conversation.get.query({ conversationId: other.conversationId }).catch(wordsOf),
      () => say(tenant.visitor, other.conversationId, tenant.mark).catch(wordsOf),
    ];
  };

  test(
    `[AU9] ${REQUESTS} requests between errors and cancels: never a foreign row, and nothing left behind`,
    async () => {
      let asked = 0;
      const ask = async (): Promise<void> => {
        for (let n = asked++; n < REQUESTS; n = asked++) {
          const [tenant, other] = n % 2 === 0 ? tenants : tenants.toReversed();
          if (tenant === undefined || other === undefined) throw new Error('two of them');
          const acts = requests(tenant);
          const act = acts[(n >> 1) % acts.length];
          const wrongs = disturb(tenant, other);
          const wrong = n % 3 === 0 ? wrongs[(n / 3) % wrongs.length] : undefined;
          const [answer, outcome] = await Promise.all([act?.(), wrong?.()]);
          const said = JSON.stringify(answer);
          equal(said.includes(tenant.mark), true, said);
          equal(said.includes(other.mark), false, said);
          equal(outcome === 'none', false, 'what was to go wrong has');
          if (n % 10 === 0) deepEqual(await leftBehind(), [{ said: '', rows: 0 }]);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, ask));

      for (const { operator, projectId, mark } of tenants) {
        const { items } = await operator.conversation.list.query({ projectId });
        deepEqual(
          items.map(({ visitor, lastMessage }: ConversationView) => [
            visitor.userAgent?.includes('Nightshade') ?? false,
            lastMessage?.text,
          ]),
          [[false, mark]],
          'what was undone is nowhere',
        );
      }
    },
    LONG_MS,
  );

  test('[AU1] [AU9] an id that a call of another project has is not there, and stays that call’s', async () => {
    const [one, other] = tenants;
    if (one === undefined || other === undefined) throw new Error('two of them');
    const start = ({ visitor, conversationId }: Tenant, callId: string) =>
      visitor.call.start.mutate({ conversationId, callId, media: 'audio' });
    const callId = uuidv7();
    equal((await start(one, callId)).id, callId);
    const missing = await other.visitor.call.end.mutate({ callId: uuidv7() }).catch(wordsOf);
    equal(await start(other, callId).catch(wordsOf), missing);
    equal(await other.visitor.call.end.mutate({ callId }).catch(wordsOf), missing);
    equal((await start(one, callId)).state, 'inviting', 'the same id again, the same call');
  });

  const leftBehind = async () => {
    const { rows } = await sql<{ said: string; rows: number }>`
      select current_setting('parley.projects', true) as said, (select count(*)::int from conversation) as rows`.execute(
      server.running.services.db,
    );
    return rows;
  };

  test.skipIf(kind === 'embedded')(
    '[AU9] a statement that is cancelled from elsewhere takes its project with it',
    async () => {
      const [tenant] = tenants;
      if (tenant === undefined) throw new Error('two of them');
      const { db } = server.running.services;
      const within = inProject(db, tenant.projectId);
      const slow = sql`select count(*), pg_sleep(60) from conversation`.execute(within);
      const [cause] = await Promise.all([slow.catch((error: unknown) => error), cancelSleeper(database)]);
      equal(sqlState(cause), '57014');
      deepEqual(await leftBehind(), [{ said: '', rows: 0 }]);
      equal((await within.selectFrom('project').select('id').execute()).length, 1);
      equal((await acrossProjects(db).selectFrom('project').select('id').execute()).length, 2);
    },
  );
});

/** As an administrator does, on a line of his own: as soon as it sleeps. */
async function cancelSleeper({ env }: TestDatabase): Promise<void> {
  const admin = new pg.Client({ connectionString: env['DATABASE_URL'] });
  await admin.connect();
  try {
    for (let cancelled = 0; cancelled === 0;) {
      const { rowCount } = await admin.query(`
        select pg_cancel_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event = 'PgSleep'`);
      cancelled = rowCount ?? 0;
    }
  } finally {
    await admin.end();
  }
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
