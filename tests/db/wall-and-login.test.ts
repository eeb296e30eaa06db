import { deepEqual, equal, match } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, inject, test } from 'vitest';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import { sqlState } from '../../packages/api/src/db/database-errors.ts';
import { inProject } from '../../packages/api/src/db/scope.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { overHttp } from '../support/api-client.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';

const open = (env: Record<string, string>): OpenDatabase =>
  createDb(readEnv(env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });

interface Login extends AsyncDisposable {
  database: TestDatabase;
  /** As the server's own administrator. */
  admin: OpenDatabase;
}

/** A database that belongs to a login of its own, which has these attributes and no others. */
async function createLogin(attributes: string): Promise<Login> {
  const database = await createTestDatabase('server');
  const admin = open(database.env);
  const name = `parley_login_${randomBytes(6).toString('hex')}`;
  const url = new URL(database.env['DATABASE_URL'] ?? '');
  await sql.raw(`create role ${name} login password '${name}' ${attributes}`).execute(admin.db);
  await sql.raw(`alter database ${url.pathname.slice(1)} owner to ${name}`).execute(admin.db);
  await sql.raw(`grant all on schema public to ${name}`).execute(admin.db);
  url.username = name;
  url.password = name;
  return {
    database: { ...database, env: { ...database.env, DATABASE_URL: url.href } },
    admin,
    [Symbol.asyncDispose]: async () => {
      await sql.raw(`drop owned by ${name} cascade`).execute(admin.db);
      await sql.raw(`alter database ${url.pathname.slice(1)} owner to current_user`).execute(admin.db);
      await sql.raw(`drop role ${name}`).execute(admin.db);
      await admin.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function chat({ url }: InProcessServer): Promise<{ projectId: string; conversationId: string }> {
  const operator = await registerOperator(url);
  const { id: projectId, key } = await createProject(url, operator);
  const visitor = await visit(url, key);
  equal((await say(overHttp(url, visitor.params), visitor.conversationId, 'hello')).seq, 1);
  const { items } = await overHttp(url, operator.params).conversation.list.query({ projectId });
  equal(items[0]?.lastMessage?.text, 'hello');
  return { projectId, conversationId: visitor.conversationId };
}

const wallOf = ({ logs }: InProcessServer): unknown =>
  logs
    .flatMap((line): unknown => (line.includes('"listening"') ? JSON.parse(line) : []))
    .map((line) => (typeof line === 'object' && line !== null && 'wall' in line ? line.wall : undefined))[0];

describe.skipIf(inject('postgresUrl') === null)('what the login of DATABASE_URL may', () => {
  test('[AU9] nothing but own its database: the tables bind it all the same', async () => {
    await using login = await createLogin('nosuperuser nocreaterole');
    await using server = await startInProcess(login.database);
    const { projectId } = await chat(server);
    equal(wallOf(server), 'forced');
    const { db } = server.running.services;
    deepEqual(await db.selectFrom('conversation').select('id').execute(), []);
    equal((await inProject(db, projectId).selectFrom('conversation').select('id').execute()).length, 1);
    const insert = sql`insert into visitor (id, project_id, token_hash) values (gen_random_uuid(), ${projectId}, 'x')`;
    equal(sqlState(await insert.execute(db).catch((cause: unknown) => cause)), '42501');
  });

  test('[AU9] above policies, and not to step down: it serves, and says what is missing', async () => {
    await using login = await createLogin('nosuperuser nocreaterole bypassrls');
    await using server = await startInProcess(login.database);
    await chat(server);
    equal(wallOf(server), 'none');
    match(server.logs.join(''), /no second wall between projects/);
  });

  test('[AU9] a role that the administrator has granted is taken, and needs no right to make roles', async () => {
    await using login = await createLogin('nosuperuser nocreaterole');
    await sql`do $$ begin create role parley_app nologin; exception when duplicate_object or unique_violation then null; end $$`.execute(
      login.admin.db,
    );
    await sql
      .raw(`grant parley_app to ${new URL(login.database.env['DATABASE_URL'] ?? '').username}`)
      .execute(login.admin.db);
    await using server = await startInProcess(login.database);
    await chat(server);
    equal(wallOf(server), 'role');
  });
});

/** What a node of before said of itself, which is nothing, in the statements that it made. */
describe.skipIf(inject('postgresUrl') === null)(
  'a rolling deploy: nodes of before the wall, on a database that has one',
  () => {
    test.each(['superuser', 'nosuperuser nocreaterole'])(
      '[AU9] an older node goes on as it was: %s',
      async (attributes) => {
        await using login = await createLogin(attributes);
        await using server = await startInProcess(login.database);
        const { projectId, conversationId } = await chat(server);
        const older = open(login.database.env);
        try {
          const seen = await older.db.selectFrom('conversation').select(['id', 'last_message']).execute();
          deepEqual(
            seen.map(({ id, last_message }) => [id, last_message?.text]),
            [[conversationId, 'hello']],
          );
          await sql`insert into visitor (id, project_id, token_hash) values (gen_random_uuid(), ${projectId}, 'x')`.execute(
            older.db,
          );
          const closed = await older.db.updateTable('conversation').set({ status: 'closed' }).executeTakeFirst();
          equal(closed.numUpdatedRows, 1n);
          equal((await older.db.deleteFrom('project').executeTakeFirst()).numDeletedRows, 1n);
        } finally {
          await older.close();
        }
        deepEqual(
          await inProject(server.running.services.db, projectId).selectFrom('conversation').select('id').execute(),
          [],
        );
      },
    );
  },
);
