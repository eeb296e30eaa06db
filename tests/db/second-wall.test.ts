import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { sql, type RawBuilder } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { createDb, type OpenDatabase } from '../../packages/api/src/db/create-db.ts';
import { sqlState } from '../../packages/api/src/db/database-errors.ts';
import type { Db } from '../../packages/api/src/db/database.ts';
import { acrossProjects, inProject, inProjects } from '../../packages/api/src/db/scope.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess } from '../support/in-process-server.ts';
import { readRepositoryFile, repositoryFiles } from '../support/repository.ts';
import { fillProject, type FilledProject } from './fill-project.ts';

/** What has no wall, and why. */
const WITHOUT: Record<string, string> = {
  operator: 'an account belongs to no project',
  session: 'of an account; found by the hash of its token',
  account_token: 'of an account; found by the hash of its token',
  second_factor: 'of an account',
  recovery_code: 'of an account',
  visitor_session: 'found before it is known whose it is; says who may ask, and nothing of what he wrote',
  visitor_token: 'the same; found by its hash',
  visitor_closing: 'of sessions, by their ids alone',
  shown_identity: 'of sessions; hashes of what sites have signed',
  erased_files: 'of conversations that are gone, by their ids alone',
  attempt: 'of addresses and accounts, by hashes',
  stream: 'an append would take twice as long; its number is found in a row that is behind the wall',
  event: 'an append would take twice as long; read by a stream’s number alone',
  installation: 'of the whole installation',
  call_sweep: 'of the whole installation',
  presence_node: 'of the whole installation',
  keeping_turn: 'of the whole installation',
};

/** Who looks across projects, and why. What he finds is judged before anybody gets it. */
const ACROSS: Record<string, string> = {
  'access/credential.queries.ts': 'which project a key stands for; which are suspended, of all sockets',
  'audit/audit.queries.ts': 'what concerns an account is recorded in all its projects',
  'access/visitor-session.queries.ts': 'whose a visitor’s session is that a link to a file names',
  'attachment/attachment-sweeper.ts': 'files of all projects that nobody has sent',
  'call/call-leases.ts': 'renews what this process holds, for all calls at once',
  'call/call-sweeper.ts': 'deadlines of all calls',
  'call/look-before-start.queries.ts': 'whether an id is taken, and who is in a call of whatever project',
  'call/call.queries.ts': 'in which project a call is; who is in a call of whatever project',
  'conversation/conversation.queries.ts': 'in which project a conversation is',
  'presence/presence-cluster.ts': 'who is here, for the other nodes',
  'privacy/keeping-sweeper.ts': 'what has come of age, and what is to be purged, of all projects',
  'project/member.queries.ts': 'what an invitation’s token is good for',
  'project/project.queries.ts': 'an operator’s own projects; whether any knows an origin; the demo’s',
  'project/second-factor-demand.queries.ts': 'which of an operator’s own projects demand a second factor',
  'project/suspend.queries.ts': 'the list for who runs the server',
};

const open = ({ env }: TestDatabase): OpenDatabase =>
  createDb(readEnv(env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });

test('[AU9] only these files look across projects', () => {
  const files = repositoryFiles().filter((file) => /^packages\/api\/src\/.*\.ts$/.test(file));
  const across = files.filter((file) => /\bacrossProjects\(/.test(readRepositoryFile(file)));
  const known = ['db/scope.ts', ...Object.keys(ACROSS)].map((file) => `packages/api/src/${file}`);
  deepEqual(across.toSorted(), known.toSorted());
});

describe.each(testDatabases())('the second wall on %s', (kind) => {
  let database: TestDatabase;
  let opened: OpenDatabase;
  let db: Db;
  let ours: FilledProject;
  let theirs: FilledProject;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
    {
      await using server = await startInProcess(database);
      ours = await fillProject(server);
      theirs = await fillProject(server);
    }
    opened = open(database);
    db = opened.db;
    equal(await opened.raiseWall(), 'role');
  });
  afterAll(async () => {
    await opened.close();
    await database[Symbol.asyncDispose]();
  });

  const tables = async (condition: RawBuilder<boolean>): Promise<string[]> => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname not like 'kysely\\_%' and ${condition} order by relname collate "C"`.execute(db);
    return rows.map(({ name }) => name);
  };
  const count = async (table: string, within: Db): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(within);
    return rows[0]?.n ?? -1;
  };
  const walled = () => tables(sql`relrowsecurity and relforcerowsecurity`);

  test('[AU9] every table has a wall that spares not even its owner, or is named here with the reason', async () => {
    deepEqual(await tables(sql`not (relrowsecurity and relforcerowsecurity)`), Object.keys(WITHOUT).toSorted());
    const named = sql<boolean>`exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'project_id')`;
    for (const table of await tables(named)) expect(await walled(), table).toContain(table);
    const bare = sql<boolean>`relrowsecurity and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'wall'
      and p.polcmd = '*' and p.polpermissive)`;
    deepEqual(await tables(bare), []);
  });

  test('[AU9] statements run as a role that owns nothing and is above nothing', async () => {
    const { rows } = await sql`
      select current_user as role, rolsuper, rolbypassrls, rolcanlogin, exists (
        select from pg_class where relowner = r.oid) as owns
      from pg_roles r where rolname = current_user`.execute(db);
    deepEqual(rows, [{ role: 'parley_app', rolsuper: false, rolbypassrls: false, rolcanlogin: false, owns: false }]);
  });

  test('[AU9] case 52: who names no project sees nothing and stores nothing', async () => {
    for (const table of await walled()) {
      equal(await count(table, db), 0, table);
      const { numAffectedRows } = await sql`delete from ${sql.table(table)}`.execute(db);
      equal(numAffectedRows, 0n, table);
      expect(await count(table, acrossProjects(db)), table).toBeGreaterThan(0);
    }
    for (const insert of ours.inserts()) equal(await refusal(insert, db), '42501', insert.compile(db).sql);
  });

  test('[AU9] case 52: who names a project sees its rows and no others, and stores nothing in another', async () => {
    for (const table of await walled()) {
      const [here, there, both] = await Promise.all([
        count(table, inProject(db, ours.id)),
        count(table, inProject(db, theirs.id)),
        count(table, inProjects(db, [ours.id, theirs.id])),
      ]);
      equal(here, there, `${table}: both were filled alike`);
      equal(both, here + there, table);
      expect(here, table).toBeGreaterThan(0);
      equal(await count(table, inProject(db, uuidv7())), 0, table);
    }
    for (const insert of theirs.inserts()) equal(await refusal(insert, inProject(db, ours.id)), '42501');
    // By its id, as a query does that has forgotten the project.
    const change = (within: Db) =>
      within.updateTable('conversation').set({ status: 'closed' }).where('id', '=', theirs.conversationId);
    equal((await change(inProject(db, ours.id)).executeTakeFirst()).numUpdatedRows, 0n);
    const steal = inProject(db, ours.id).updateTable('visitor').set({ project_id: theirs.id });
    equal(sqlState(await steal.execute().catch((cause: unknown) => cause)), '42501', 'nor gives its own away');
  });

  test('[AU9] a transaction keeps the project that it began with; nothing of it is left behind', async () => {
    const seen = await inProject(db, ours.id)
      .transaction()
      .execute(async (trx) => {
        const ids = [(await trx.selectFrom('project').select('id').execute())[0]?.id];
        await sql`select 1`.execute(trx);
        ids.push((await trx.selectFrom('project').select('id').execute())[0]?.id);
        return ids;
      });
    deepEqual(seen, [ours.id, ours.id]);
    equal(await count('project', db), 0);
  });

  test('[AU9] a scope is made of ids, and never of a transaction', async () => {
    for (const word of ['*', '', `${ours.id},${theirs.id}`, `${ours.id}'`])
      expect(() => inProject(db, word)).toThrow(/by its id/);
    equal(await count('project', inProjects(db, [])), 0);
    const nested = inProject(db, ours.id)
      .transaction()
      .execute(async (trx) => count('project', inProject(trx, theirs.id)));
    await rejects(nested, /when it begins/);
  });
});

async function refusal(insert: RawBuilder<unknown>, within: Db): Promise<string | undefined> {
  const outcome: unknown = await insert.execute(within).catch((cause: unknown) => cause);
  match(outcome instanceof Error ? outcome.message : 'stored', /row-level security/);
  return sqlState(outcome);
}
