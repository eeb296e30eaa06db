import { equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { ROOT } from '../support/repository.ts';
import { startServerProcess } from '../support/server-process.ts';

/** A start that is expected to fail: what it said to people, and its exit code. */
async function refusedStart(env: Record<string, string>): Promise<{ code: unknown; stderr: string }> {
  const child = spawn(process.execPath, ['packages/api/src/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, stderr };
}

describe('the data directory', () => {
  test('a second process is refused in one line that names the directory; after kill -9 the next one starts at once', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess(database);
    const { code, stderr } = await refusedStart(database.env);
    equal(code, 1);
    match(stderr, new RegExp(`^Parley did not start: Another Parley uses ${database.env['DATA_DIR']}.*\\n$`));
    equal((await fetch(`${server.url}/readyz`)).status, 200, 'the first is not disturbed');

    await server.restart('SIGKILL');
    equal((await fetch(`${server.url}/readyz`)).status, 200);
  });

  test('of several that start at the same moment, one has it', async () => {
    await using database = await createTestDatabase('embedded');
    const starts = Array.from({ length: 4 }, () => startServerProcess(database));
    const outcomes = await Promise.allSettled(starts);
    const up = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    equal(up.length, 1);
    await up[0]?.[Symbol.asyncDispose]();
  });

  test('a directory that cannot be used ends the start in one line', async () => {
    await using database = await createTestDatabase('embedded');
    const file = join(database.env['DATA_DIR'] ?? '', 'a-file');
    await writeFile(file, '');
    const { code, stderr } = await refusedStart({ DATA_DIR: file });
    equal(code, 1);
    match(stderr, /^Parley did not start: [^\n]*a-file[^\n]*\n$/);
  });
});
