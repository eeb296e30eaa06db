import { randomBytes } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DataKeys, keyIdOf, parseDataKey } from '../../packages/api/src/access/data-keys.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { codeOf } from '../support/authenticator.ts';
import { createTestDatabase, testDatabases, type TestDatabase } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator, setUpFactor, type TestOperator } from '../support/people.ts';
import { HASHING_MS } from './two-nodes.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const keysOf = (...texts: string[]): DataKeys => new DataKeys(texts.map(parseDataKey));
const KEY_FILE = 'data.key';

describe('a data key', () => {
  const [own, other] = [newKey(), newKey()];

  test('opens what it has sealed, each time in other letters, under an id that is not the key', () => {
    const sealed = keysOf(own).seal('JBSWY3DPEHPK3PXP', 'anna');
    expect(keysOf(own).open(sealed, 'anna')).toBe('JBSWY3DPEHPK3PXP');
    expect(keysOf(own).seal('JBSWY3DPEHPK3PXP', 'anna')).not.toBe(sealed);
    expect(keyIdOf(sealed)).toBe(keysOf(own).sealingId);
    expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
  });

  test('[AU11] opens nothing for another owner, nothing that was changed by one bit, and nothing of another key', () => {
    const sealed = keysOf(own).seal('JBSWY3DPEHPK3PXP', 'anna');
    const [version = '', id = '', body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    expect(() => keysOf(own).open(sealed, 'bob')).toThrow();
    for (const at of [0, 15, bytes.length - 1]) {
      const bent = Buffer.from(bytes);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(() => keysOf(own).open([version, id, bent.toString('base64url')].join('.'), 'anna')).toThrow();
    }
    const short = [version, id, bytes.subarray(0, -1).toString('base64url')].join('.');
    expect(() => keysOf(own).open(short, 'anna')).toThrow();
    expect(() => keysOf(other).open(sealed, 'anna')).toThrow(`DATA_KEYS: key ${id} is not there`);
  });

  test('the first of several seals, and all of them open', () => {
    const before = keysOf(own).seal('JBSWY3DPEHPK3PXP', 'anna');
    const both = keysOf(other, own);
    expect(both.open(before, 'anna')).toBe('JBSWY3DPEHPK3PXP');
    expect(keysOf(other).open(both.seal('JBSWY3DPEHPK3PXP', 'anna'), 'anna')).toBe('JBSWY3DPEHPK3PXP');
  });
});

interface Guarded extends TestOperator {
  secret: string;
}

async function guarded({ url }: InProcessServer): Promise<Guarded> {
  const operator = await registerOperator(url);
  return { ...operator, ...(await setUpFactor(url, operator)) };
}

const factors = ({ running }: InProcessServer) => running.services.db.selectFrom('second_factor').selectAll().execute();

/** As a server of an older version has written it. */
async function layOpen({ running }: InProcessServer, { me, secret }: Guarded): Promise<void> {
  const { db } = running.services;
  await db.updateTable('second_factor').set({ secret }).where('operator_id', '=', me.id).execute();
}

/** By a code that no proof before it has taken. */
async function proves(server: InProcessServer, { params, me, secret }: Guarded): Promise<void> {
  const { db } = server.running.services;
  await db.updateTable('second_factor').set({ last_step: 0 }).where('operator_id', '=', me.id).execute();
  await overHttp(server.url, params).account.prove.mutate({ code: codeOf(secret) });
}

const start = (database: TestDatabase, keys: string) => startInProcess(database, { DATA_KEYS: keys });

describe.each(testDatabases())('secrets of second factors on %s', { timeout: HASHING_MS }, (kind) => {
  test('[AU11] lie sealed, and open in the next process', async () => {
    await using database = await createTestDatabase(kind);
    let anna: Guarded;
    {
      await using server = await startInProcess(database);
      anna = await guarded(server);
      expect(JSON.stringify(await factors(server))).not.toContain(anna.secret);
      await proves(server, anna);
    }
    await using server = await startInProcess(database);
    await proves(server, anna);
  });

  test('[AU11] a row that is copied to another operator opens nothing to the first, and costs him no try', async () => {
    await using database = await createTestDatabase(kind);
    await using server = await startInProcess(database, { REGISTRATION: 'open' });
    const [anna, thief] = [await guarded(server), await guarded(server)];
    const { db } = server.running.services;
    const secretOf = async ({ me }: Guarded) =>
      (await factors(server)).find(({ operator_id }) => operator_id === me.id)?.secret ?? '';
    const put = (secret: string) =>
      db.updateTable('second_factor').set({ secret }).where('operator_id', '=', anna.me.id).execute();
    const own = await secretOf(anna);
    await put(await secretOf(thief));
    const { account } = overHttp(server.url, anna.params);
    // More often than a wrong one is looked at.
    for (let nth = 0; nth < 8; nth += 1)
      expect(await refusal(account.prove.mutate({ code: codeOf(thief.secret) }))).toBe('UNAVAILABLE');
    const told = server.logs.find((line) => line.includes('a second factor does not open'));
    expect(told).toContain(anna.me.id);
    await put(own);
    await proves(server, anna);
  });

  test('those that lie open are sealed at the start, and anew where another key has come first', async () => {
    await using database = await createTestDatabase(kind);
    const [old, fresh] = [newKey(), newKey()];
    let anna: Guarded;
    {
      await using server = await start(database, old);
      anna = await guarded(server);
      await layOpen(server, anna);
      await proves(server, anna);
    }
    for (const keys of [old, `${fresh},${old}`, fresh]) {
      await using server = await start(database, keys);
      const [factor] = await factors(server);
      expect(keyIdOf(factor?.secret ?? '')).toBe(keysOf(...keys.split(',')).sealingId);
      await proves(server, anna);
    }
  });

  test('[AU2] [AU11] without the key that they need nothing starts, in one line that names the key by its id alone', async () => {
    await using database = await createTestDatabase(kind);
    const [own, other] = [newKey(), newKey()];
    {
      await using server = await start(database, own);
      await guarded(server);
    }
    const line = `DATA_KEYS: the second factors in this database need the key ${keysOf(own).sealingId}, which is not there`;
    await expect(start(database, other)).rejects.toThrow(new Error(line));
    await using server = await start(database, `${other},${own}`);
    expect(keyIdOf((await factors(server))[0]?.secret ?? '')).toBe(keysOf(other).sealingId);
  });
});

describe.skipIf(!testDatabases().includes('server'))('a Postgres server’s nodes without DATA_KEYS', () => {
  test(
    '[AU11] take codes as before and say what is open, and keep no new secret',
    { timeout: HASHING_MS },
    async () => {
      await using database = await createTestDatabase('server');
      let anna: Guarded;
      {
        await using server = await startInProcess(database);
        anna = await guarded(server);
        await layOpen(server, anna);
      }
      await using server = await startInProcess(database, { DATA_KEYS: '', REGISTRATION: 'open' });
      expect(server.logs.filter((line) => line.includes('second factors lie open'))).toHaveLength(1);
      await proves(server, anna);
      const api = overHttp(server.url, (await registerOperator(server.url)).params);
      expect((await api.account.security.query()).canSetUp).toBe(false);
      expect(await refusal(api.account.beginSecondFactor.mutate())).toBe('UNAVAILABLE');
    },
  );
});

describe('the embedded database’s own key', { timeout: HASHING_MS }, () => {
  test('is made at the first start, for its owner’s eyes, and stays the same', async () => {
    await using database = await createTestDatabase('embedded');
    const path = join(database.env['DATA_DIR'] ?? '', KEY_FILE);
    await (await startInProcess(database)).running.stop();
    const made = await readFile(path, 'utf8');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    await (await startInProcess(database)).running.stop();
    expect(await readFile(path, 'utf8')).toBe(made);
  });

  test('[AU11] is not made anew where it is gone and something is sealed by it', async () => {
    await using database = await createTestDatabase('embedded');
    const path = join(database.env['DATA_DIR'] ?? '', KEY_FILE);
    let anna: Guarded;
    {
      await using server = await startInProcess(database);
      anna = await guarded(server);
    }
    const made = await readFile(path, 'utf8');
    await rm(path);
    const line = `${path} is not there, and the second factors in this database need the key ${keysOf(made.trim()).sealingId}`;
    await expect(startInProcess(database)).rejects.toThrow(new Error(line));
    await writeFile(path, made);
    await using server = await startInProcess(database);
    await proves(server, anna);
  });

  test('gives way to DATA_KEYS, which seal anew what it has sealed', async () => {
    await using database = await createTestDatabase('embedded');
    const own = newKey();
    {
      await using server = await startInProcess(database);
      await guarded(server);
    }
    await using server = await start(database, own);
    expect(keyIdOf((await factors(server))[0]?.secret ?? '')).toBe(keysOf(own).sealingId);
  });

  test('[AU2] ends the start when it is none, in a line that names the file and not what is in it', async () => {
    await using database = await createTestDatabase('embedded');
    const path = join(database.env['DATA_DIR'] ?? '', KEY_FILE);
    await writeFile(path, 'hunter2');
    const line = `${path}: a data key is 32 bytes in base64: openssl rand -base64 32`;
    await expect(startInProcess(database)).rejects.toThrow(new Error(line));
  });
});
