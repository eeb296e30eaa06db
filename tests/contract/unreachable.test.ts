import { expect, inject, test } from 'vitest';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { createTestDatabase } from '../support/database.ts';
import { ROOT } from '../support/repository.ts';
import { startServerProcess } from '../support/server-process.ts';

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function wordsOf(env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['packages/api/src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(code).toBe(1);
  return stderr;
}

test('a database that does not answer ends the start with one line that names its variable', async () => {
  const stderr = await wordsOf({ DATABASE_URL: `postgres://localhost:${await freePort()}/parley` });
  expect(stderr).toMatch(/^Parley did not start: DATABASE_URL: [^\n]*ECONNREFUSED[^\n]*\n$/);
});

test.skipIf(inject('postgresUrl') === null)('a bus that does not answer delays, and prevents nothing', async () => {
  await using database = await createTestDatabase('server');
  await using server = await startServerProcess({
    env: { ...database.env, NATS_URL: `nats://127.0.0.1:${await freePort()}` },
  });
  await server.waitForLog((line) => line.includes('no bus; delivery is by sweep until it is there'));
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

test('an address that cannot be listened on ends the start, too', async () => {
  await using database = await createTestDatabase('embedded');
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await wordsOf({ ...database.env, PORT: String(port) })).toMatch(
    /^Parley did not start: HOST, PORT: [^\n]+\n$/,
  );
  taken.close();
});
