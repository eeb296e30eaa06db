import { equal, ok } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import { testDatabases } from '../support/database.ts';
import { Line } from './line.ts';

let server: InProcessServer;
let operator: TestOperator;
let visitor: TestVisitor;
let projectKey: string;
beforeAll(async () => {
  server = await startFresh(testDatabases().at(-1) ?? 'embedded');
  operator = await registerOperator(server.url);
  projectKey = (await createProject(server.url, operator)).key;
  visitor = await visit(server.url, projectKey);
});
afterAll(() => server[Symbol.asyncDispose]());

const asVisitor = () => Line.open(server.url, visitor.params);
const send = (text: unknown, messageId: unknown = uuidv7()) => ({
  conversationId: visitor.conversationId,
  messageId,
  text,
});
/** What superjson would build out of a stranger's words, if it were let. */
const superjson = (values: unknown) => ({ json: send('hello'), meta: { values } });

describe('inputs are plain JSON, judged before any code of ours reads them', () => {
  const bombs: [what: string, input: () => unknown][] = [
    ['a typed array of a billion', () => superjson({ text: [['typed-array', 'Float64Array']] })],
    ['a set', () => superjson({ text: ['set'] })],
    ['a regular expression', () => superjson({ text: ['regexp'] })],
    [
      'referential equalities',
      () => ({ json: send('hello'), meta: { referentialEqualities: { text: ['__proto__.polluted'] } } }),
    ],
    ['a path into the prototype', () => ({ json: send('hello'), meta: { values: { '__proto__.x': ['Date'] } } })],
    ['a thousand levels', () => Array.from({ length: 1_000 }).reduce<unknown>((inner) => ({ json: inner }), 1)],
    ['an array for an object', () => [send('hello')]],
    ['a string for an object', () => 'hello'],
    ['nothing', () => undefined],
  ];
  test.each(bombs)('[TR4] %s is plain data, and refused while others are served', async (_what, input) => {
    await using honest = await asVisitor();
    await using line = await asVisitor();
    await Promise.all([honest.alive(), line.alive()]);
    line.call(1, 'message.send', input());
    // Both go on in one loop: an input that keeps it busy would keep the honest one waiting as well.
    await honest.alive();
    equal(await line.refusal(1), 'INVALID_INPUT');
    equal('polluted' in {}, false);
  });

  test('[TR4] a flood of such inputs costs less than a tenth of a second each', async () => {
    await using line = await asVisitor();
    await line.alive();
    const started = performance.now();
    const ids = Array.from({ length: 30 }, (_, id) => id);
    for (const id of ids)
      line.call(id, 'message.send', { json: { length: 1e9 }, meta: { values: [['typed-array', 'Float64Array']] } });
    for (const id of ids) equal(await line.refusal(id), 'INVALID_INPUT');
    ok(performance.now() - started < 30 * 100);
  });

  const refused: [what: string, input: () => string][] = [
    ['an own __proto__', () => JSON.stringify(send('hello')).replace('{', '{"__proto__":{"isAdmin":true},')],
    ['a constructor', () => JSON.stringify({ ...send('hello'), constructor: { prototype: {} } })],
    ['a field too many', () => JSON.stringify({ ...send('hello'), projectId: uuidv7() })],
    ['NUL', () => JSON.stringify(send('a\0b'))],
    ['half a surrogate pair', () => JSON.stringify(send('x')).replace('"x"', '"\\ud83d"')],
    ['its other half', () => JSON.stringify(send('x')).replace('"x"', '"\\ude00 and more"')],
    ['blanks alone', () => JSON.stringify(send(' \n\t '))],
    ['too much text', () => JSON.stringify(send('x'.repeat(4_001)))],
    ['a number for a text', () => JSON.stringify(send(7))],
    ['an id of version 4', () => JSON.stringify(send('x', '5f0c6e0e-7f1c-4b60-8b7f-0f6f3b1f7a10'))],
    ['an id with NUL', () => JSON.stringify(send('x', '\0'))],
  ];
  test.each(refused)('[TR4] a message with %s is INVALID_INPUT, never a failure of ours', async (_what, input) => {
    await using line = await asVisitor();
    line.socket.send(`{"id":1,"method":"mutation","params":{"path":"message.send","input":${input()}}}`);
    equal(await line.refusal(1), 'INVALID_INPUT');
    ok(!server.logs.some((entry) => entry.includes('"code":"INTERNAL"')), 'it failed inside');
  });

  test('[TR4] what people really write is stored as it was: emoji, right to left, zero width, 4,000 characters', async () => {
    await using line = await asVisitor();
    for (const [id, text] of ['👩‍👩‍👧‍👦 🏳️‍🌈', 'שלום עולם', 'a\u200db\ufeffc', '\u0001\u001f', '𝕏'.repeat(2_000)].entries()) {
      line.call(id, 'message.send', send(text));
      equal(await line.refusal(id), undefined);
    }
    line.call('list', 'message.list', { conversationId: visitor.conversationId }, 'query');
    ok(JSON.stringify((await line.answer('list')).data).includes('👩‍👩‍👧‍👦 🏳️‍🌈'));
  });

  test.each(['constructor', 'prototype'])('[TR4] an attribute may not be called %s', async (name) => {
    await using line = await asVisitor();
    line.socket.send(
      `{"id":1,"method":"mutation","params":{"path":"visitor.start","input":{"attributes":{"${name}":"x"}}}}`,
    );
    equal(await line.refusal(1), 'INVALID_INPUT');
  });

  test.each(['a\0b', '\ud800'])(
    '[TR4] an attribute, its name, a page: nothing that Postgres cannot store (%j)',
    async (text) => {
      await using line = await asVisitor();
      const inputs = [
        { attributes: { [text]: 'x' } },
        { attributes: { name: text } },
        { page: { url: 'https://a.example', title: text } },
      ];
      for (const [id, input] of inputs.entries()) {
        line.call(id, 'visitor.start', input);
        equal(await line.refusal(id), 'INVALID_INPUT');
      }
    },
  );
});

describe('the hello', () => {
  const malformed: [what: string, text: string][] = [
    ['an array', '[{"method":"connectionParams","data":{}}]'],
    ['no JSON', '{'],
    ['a call', '{"id":1,"method":"query","params":{"path":"health"}}'],
    ['a number as a token', '{"method":"connectionParams","data":{"sessionToken":7}}'],
    ['a field too many', '{"method":"connectionParams","data":{"role":"owner"}}'],
    ['a device that is no UUID', '{"method":"connectionParams","data":{"deviceId":"mine"}}'],
    ['NUL in a key', '{"method":"connectionParams","data":{"projectKey":"pk_\\u0000"}}'],
    ['two ways to be somebody', '{"method":"connectionParams","data":{"sessionToken":"a","projectKey":"b"}}'],
    ['another protocol', '{"method":"connectionParams","data":{"protocol":"99"}}'],
  ];
  test.each(malformed)('[TR4] %s closes with 4400 and is nobody’s failure', async (_what, text) => {
    await using line = await Line.open(server.url, null);
    line.socket.send(text);
    equal((await line.closed).code, 4400);
    ok(!server.logs.some((entry) => entry.includes('authentication failed')), 'it failed inside');
  });

  test('[TR4] binary in place of a hello closes with 1003', async () => {
    await using line = await Line.open(server.url, null);
    line.socket.send(Buffer.of(1, 2, 3));
    equal((await line.closed).code, 1003);
  });
});
