import { deepEqual, equal, ok } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { describe, test } from 'vitest';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import { headersOf } from '../support/api-client.ts';
import { createProject, registerOperator, visit } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';
import { Line } from './line.ts';
import { handshake, sendRaw } from './raw-http.ts';

const MOVE = '{"id":null,"method":"reconnect"}';

describe.each(testDatabases())('SIGTERM on %s', (kind) => {
  test('[EL1] [TR2] not ready, told to move, calls answered, closed with 1012, exit 0; nothing acknowledged is lost', async () => {
    await using database = await createTestDatabase(kind);
    await using server = await startServerProcess({ env: { ...database.env, DRAIN_SECONDS: '1' } });
    const { key } = await createProject(server.url, await registerOperator(server.url));
    const visitor = await visit(server.url, key);
    const lines = await Promise.all(Array.from({ length: 5 }, () => Line.open(server.url, visitor.params)));
    await Promise.all(lines.map((line) => line.alive()));

    const sent = lines.map((line, id) => {
      for (let nth = 0; nth < 10; nth += 1) {
        const input = { conversationId: visitor.conversationId, messageId: uuidv7(), text: `${id}.${nth}` };
        line.call(nth, 'message.send', input);
      }
      return Promise.all(Array.from({ length: 10 }, (_, nth) => line.answer(nth)));
    });
    server.kill('SIGTERM');

    await Promise.all(lines.map((line) => line.until((text) => (text === MOVE ? text : null))));
    const ready = await fetch(`${server.url}/readyz`).catch(() => null);
    ok(ready === null || ready.status === 503, 'still ready');
    const { status } = await sendRaw(server.url, handshake(server.url));
    ok(status === 503 || status === 0, `a new socket got ${status}`);
    equal(
      (await Promise.all(sent)).flat().filter(({ code }) => code !== undefined).length,
      0,
      'a call was not answered',
    );
    deepEqual(
      await Promise.all(lines.map((line) => line.closed)),
      lines.map(() => ({ code: 1012, reason: 'restart' })),
    );
    deepEqual(await server.waitForExit(), { code: 0, signal: null });

    await server.restart();
    await using after = await Line.open(server.url, visitor.params);
    after.call(1, 'message.list', { conversationId: visitor.conversationId, limit: 100 }, 'query');
    equal(JSON.stringify((await after.answer(1)).data).match(/"text":"\d\.\d"/g)?.length, 50);
  });

  test('[TR2] while it drains: /healthz lives, /readyz says 503, new sockets are refused with 503', async () => {
    await using database = await createTestDatabase(kind);
    await using server = await startServerProcess({ env: { ...database.env, DRAIN_SECONDS: '30' } });
    await using line = await Line.open(server.url);
    await line.alive();
    server.kill('SIGTERM');
    await line.until((text) => (text === MOVE ? text : null));
    equal((await fetch(`${server.url}/healthz`)).status, 200);
    equal((await fetch(`${server.url}/readyz`)).status, 503);
    equal((await sendRaw(server.url, handshake(server.url))).status, 503);
    // Who was told to move and has not is served until he has.
    await line.alive();
  });

  test('[EL1] a call over HTTP that is under way is answered before the process ends', async () => {
    await using database = await createTestDatabase(kind);
    await using server = await startServerProcess({ env: { ...database.env, DRAIN_SECONDS: '0' } });
    const operator = await registerOperator(server.url);
    // Slow by itself: an argon2 hash. As many at once as one address may try.
    const calls = Array.from({ length: 5 }, () =>
      fetch(`${server.url}/trpc/account.login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headersOf({}) },
        body: JSON.stringify({ email: operator.me.email, password: operator.password }),
      }).then(async (response) => (await response.text(), response.status)),
    );
    // All of them have arrived when one is answered: they came first.
    await Promise.race(calls);
    server.kill('SIGTERM');
    deepEqual(
      await Promise.all(calls),
      calls.map(() => 200),
    );
    equal((await server.waitForExit()).code, 0);
  });
});
