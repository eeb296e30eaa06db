import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** `embedded`: in a directory of its own. `server`: on a Postgres server, where one was found. */
export type DatabaseKind = 'embedded' | 'server';

export interface TestDatabase extends AsyncDisposable {
  kind: DatabaseKind;
  /** What a server or `readEnv` needs to open it: `DATA_DIR`, or `DATABASE_URL` and a `DATA_DIR` that stays empty. */
  env: Record<string, string>;
}

/** The kinds to run a suite on: `describe.each(testDatabases())('… on %s', (kind) => …)`. */
export function testDatabases(): DatabaseKind[] {
  return inject('postgresUrl') === null ? ['embedded'] : ['embedded', 'server'];
}

/**
 * A database without rows, gone when disposed of: `await using database = await createTestDatabase(kind)`. The embedded one
 * has been migrated already, unless it is to come `fromNothing`; on a server whoever uses it first does that.
 */
export async function createTestDatabase(
  kind: DatabaseKind,
  { fromNothing = false }: { fromNothing?: boolean } = {},
): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-test-'));
  const removeDirectory = (): Promise<void> => rm(directory, { recursive: true, force: true });
  if (kind === 'embedded') {
    if (!fromNothing) await cp(inject('embeddedTemplate'), directory, { recursive: true });
    return { kind, env: { DATA_DIR: directory }, [Symbol.asyncDispose]: removeDirectory };
  }
  const { url, drop } = await createOnServer();
  return {
    kind,
    env: { DATABASE_URL: url, DATA_DIR: directory, DATA_KEYS: DATA_KEY },
    [Symbol.asyncDispose]: async () => {
      await drop();
      await removeDirectory();
    },
  };
}

/** An embedded database makes itself one; the nodes of a server are told theirs. */
const DATA_KEY = randomBytes(32).toString('base64');

async function createOnServer(): Promise<{ url: string; drop: () => Promise<void> }> {
  const serverUrl = inject('postgresUrl');
  if (serverUrl === null) throw new Error('No Postgres server here; take the kinds from testDatabases()');
  const name = `parley_test_${randomBytes(6).toString('hex')}`;
  await statement(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  // FORCE: a server under test may have been killed with its connections open.
  return { url: url.href, drop: () => statement(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
