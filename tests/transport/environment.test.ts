import { deepEqual, doesNotThrow, equal, match, throws } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, test } from 'vitest';
import { envSchema, readEnv } from '../../packages/api/src/env.ts';
import { ROOT } from '../support/repository.ts';

const SECRET = 'hunter2';
const wrong: [name: string, value: string][] = [
  ['PORT', 'eighty'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['PUBLIC_URL', 'chat.example.com'],
  ['PUBLIC_URL', 'ftp://chat.example.com'],
  ['DATABASE_URL', `mysql://root:${SECRET}@localhost/parley`],
  ['DATABASE_URL', SECRET],
  ['DATA_KEYS', SECRET],
  ['DATA_KEYS', `${Buffer.alloc(32).toString('base64')},${SECRET}`],
  ['NATS_URL', `http://${SECRET}@localhost`],
  ['TURN_URLS', 'turn:turn.example.com,https://turn.example.com'],
  ['TURN_SECRET', ''],
  ['TRUSTED_PROXIES', '10.0.0.0/8,anybody'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['REGISTRATION', 'closed'],
  ['RATE_LIMIT_FACTOR', 'many'],
  ['RATE_LIMIT_FACTOR', '0.5'],
  ['RATE_LIMIT_FACTOR', 'Infinity'],
  ['FILES_URL', 'files.example.com'],
  ['FILES_QUOTA_GB', '-1'],
  ['FILES_QUOTA_GB', 'all'],
  ['S3_BUCKET', 'My_Bucket'],
  ['S3_REGION', 'eu west'],
  ['S3_ENDPOINT', 'localhost:9000'],
  ['S3_ACCESS_KEY_ID', ''],
  ['S3_SECRET_ACCESS_KEY', ''],
  ['LOG_LEVEL', 'loud'],
  ['DRAIN_SECONDS', 'soon'],
  ['DRAIN_SECONDS', '-1'],
  ['DRAIN_SECONDS', 'Infinity'],
];
/** What makes one needed that is missing. */
const NEEDED_BY: Record<string, Record<string, string>> = {
  TURN_SECRET: { TURN_URLS: 'turn:turn.example.com' },
  S3_ACCESS_KEY_ID: { S3_BUCKET: 'files', S3_SECRET_ACCESS_KEY: SECRET },
  S3_SECRET_ACCESS_KEY: { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: SECRET },
};
/** Any text is a directory and any name may be a host; what they are is seen when they are used. */
const TAKEN_AT_THEIR_WORD = ['DATA_DIR', 'HOST'];

describe('configuration', () => {
  test('every variable has a wrong value here', () => {
    const judged = new Set([...wrong.map(([name]) => name), ...TAKEN_AT_THEIR_WORD]);
    deepEqual([...judged].toSorted(), Object.keys(envSchema.shape).toSorted());
  });

  test.each(wrong)(
    '[AU2] %s=%s is refused in one line that names the variable and keeps the value to itself',
    (name, value) => {
      // A secret is missing only where it is needed.
      const variables = NEEDED_BY[name] ?? { [name]: value };
      throws(
        () => readEnv(variables),
        ({ message }: Error) => {
          match(message, new RegExp(`^Configuration: ${name}\\b[^\\n]+$`));
          return !message.includes(SECRET);
        },
      );
    },
  );

  test('an empty variable is an absent one, and nothing at all is a configuration', () => {
    deepEqual(readEnv(Object.fromEntries(Object.keys(envSchema.shape).map((name) => [name, '']))), readEnv({}));
    doesNotThrow(() => readEnv({ TURN_URLS: 'stun:stun.example.com' }));
  });

  test('the boot ends with that line and exit code 1', async () => {
    const child = spawn(process.execPath, ['packages/api/src/main.ts'], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], DATABASE_URL: `mysql://root:${SECRET}@localhost/x` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    equal(code, 1);
    equal(stdout, '');
    match(stderr, /^Configuration: DATABASE_URL: [^\n]+\n$/);
    equal(stderr.includes(SECRET), false);
  });
});
