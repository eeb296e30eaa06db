import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { asOwner } from '../support/as-owner.ts';
import { headersOf, overHttp } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { rawHttp } from '../support/raw-http.ts';
import { RawSocket, type CallType } from '../support/raw-socket.ts';
import { assemble, MESSAGE, SECRET_NOTE, type Cast } from './cast.ts';

/** In a message that the database will refuse, so that its error quotes it. */
const POISON = 'poison-that-the-database-quotes';
/** What a stack, a statement or a driver's error would look like. */
const INSIDES = /\b(select|insert into|update|constraint|relation|column)\b|\n\s+at |\.ts:|node_modules/i;

describe.each(testDatabases())('what leaves the server on %s', (kind) => {
  let server: InProcessServer;
  let cast: Cast;
  /** Every answer that was an error, as bytes. */
  const errors: string[] = [];
  beforeAll(async () => {
    server = await startFresh(kind);
    cast = await assemble(server);
    await provoke();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function ask(params: ConnectionParams, type: CallType, path: string, input: unknown): Promise<void> {
    const { body } = await rawHttp(cast.url, type, path, input, headersOf(params));
    await using socket = await RawSocket.open({ url: cast.url, params });
    const frame = await socket.call(type, path, input);
    errors.push(body, JSON.stringify(frame));
  }

  /** Everything that can go wrong with a secret at hand. */
  async function provoke(): Promise<void> {
    const { owner, operator, stranger, nobody } = cast.params;
    const { conversationId } = cast.visitors.owner;
    const { password, me } = cast.operators.operator;
    const message = (text: string, extra: object = {}) => ({ conversationId, messageId: uuidv7(), text, ...extra });
    await ask(nobody, 'mutation', 'account.login', { email: me.email, password: `${password}-wrong` });
    await ask(nobody, 'mutation', 'account.login', { email: me.email, password: [password] });
    await ask(nobody, 'mutation', 'account.register', { email: me.email, password, name: 'x', more: password });
    await ask(owner, 'mutation', 'message.send', message(MESSAGE.repeat(400)));
    await ask(owner, 'mutation', 'message.send', message(`${MESSAGE}\0`));
    await ask(owner, 'mutation', 'message.send', message(MESSAGE, { role: MESSAGE }));
    await ask(stranger, 'mutation', 'message.send', message(MESSAGE));
    await ask(owner, 'mutation', `no.such.procedure`, message(MESSAGE));
    await ask({ ...owner, visitorToken: `${cast.visitors.owner.params.visitorToken}x` }, 'query', 'health', undefined);
    await ask({ sessionToken: `${cast.operators.operator.params.sessionToken}x` }, 'query', 'health', undefined);
    const { db } = server.running.services;
    await asOwner(
      db,
      sql`alter table event add constraint refused check (body ->> 'text' not like 'poison%') not valid`,
    );
    await ask(operator, 'mutation', 'message.send', message(POISON));
    await ask(operator, 'mutation', 'note.add', { conversationId, noteId: uuidv7(), text: POISON });
  }

  const secrets = (): string[] => [
    MESSAGE,
    SECRET_NOTE,
    POISON,
    ...Object.values(cast.operators).flatMap(({ password, params }) => [password, params.sessionToken]),
    ...Object.values(cast.visitors).map(({ params }) => params.visitorToken),
  ];

  test('[AU2] no error carries a token, a password, a text, a statement or a stack', () => {
    expect(errors.some((error) => error.includes('"INTERNAL"'))).toBe(true);
    for (const error of errors) {
      for (const secret of secrets()) expect(error).not.toContain(secret);
      expect(error).not.toMatch(INSIDES);
    }
  });

  test('[AU2] no log line carries a token, a password or a text, also where the database quotes them', () => {
    const all = server.logs.join('');
    expect(all).toContain('violates check constraint');
    for (const secret of secrets()) expect(all).not.toContain(secret);
    expect(all).not.toMatch(/p[sv][st]_/);
  });

  test('[AU2] tokens in a URL are nothing: they neither authenticate nor are they logged', async () => {
    const { sessionToken } = cast.operators.operator.params;
    const response = await fetch(
      `${cast.url}/trpc/account.me?sessionToken=${sessionToken}&authorization=${sessionToken}`,
    );
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(sessionToken);
    expect(server.logs.join('')).not.toContain(sessionToken);
    await expect(overHttp(cast.url, { sessionToken }).account.me.query()).resolves.toEqual(cast.operators.operator.me);
  });
});
