import { deepEqual, equal, ok } from 'node:assert/strict';
import { LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import { testDatabases } from '../support/database.ts';
import { Line } from './line.ts';

let server: InProcessServer;
let operator: TestOperator;
let visitor: TestVisitor;
beforeAll(async () => {
  server = await startFresh(testDatabases().at(-1) ?? 'embedded');
  operator = await registerOperator(server.url);
  const { key } = await createProject(server.url, operator);
  visitor = await visit(server.url, key);
});
afterAll(() => server[Symbol.asyncDispose]());

const asVisitor = () => Line.open(server.url, visitor.params);
const send = (text: unknown, messageId: unknown = uuidv7()) => ({
  conversationId: visitor.conversationId,
  messageId,
  text,
});

describe('frames', () => {
  test('[TR4] one byte more than 64 KiB closes with 1009; 64 KiB do not', async () => {
    await using honest = await asVisitor();
    await using line = await asVisitor();
    await line.alive();
    const frame = (bytes: number): string =>
      JSON.stringify({ id: 1, method: 'query', params: { path: 'health', pad: '' } }).padEnd(bytes, ' ');
    line.socket.send(frame(LIMITS.frameBytes));
    equal(await line.refusal(1), undefined);
    line.socket.send(frame(LIMITS.frameBytes + 1));
    equal((await line.closed).code, 1009);
    await honest.alive();
  });

  test('[TR4] a message in too many fragments is not collected', async () => {
    await using line = await asVisitor();
    await line.alive();
    for (let sent = 0; sent < 1_000; sent += 1) line.socket.send('x', { fin: false });
    const { code } = await line.closed;
    ok([1008, 1009].includes(code), String(code));
  });

  test('[TR4] binary closes with 1003', async () => {
    await using line = await asVisitor();
    await line.alive();
    line.socket.send(Buffer.from('{}'), { binary: true });
    equal((await line.closed).code, 1003);
  });

  test('[TR4] a batch of eleven is refused call by call, one of ten is not', async () => {
    await using line = await asVisitor();
    const batch = (size: number) =>
      Array.from({ length: size }, (_, id) => ({ id, method: 'query', params: { path: 'health' } }));
    line.say(batch(LIMITS.batch + 1));
    for (let id = 0; id <= LIMITS.batch; id += 1) equal(await line.refusal(id), 'TOO_MANY');
    line.say(batch(LIMITS.batch));
    for (let id = 0; id < LIMITS.batch; id += 1) equal(await line.refusal(id, 1), undefined);
  });

  test('[TR4] more calls at once than may be under way: the rest is told to come later, and may', async () => {
    await using line = await asVisitor();
    await line.alive();
    const ids = Array.from({ length: LIMITS.inFlight + 8 }, (_, id) => id);
    for (const id of ids) line.call(id, 'message.list', { conversationId: visitor.conversationId }, 'query');
    const codes = await Promise.all(ids.map((id) => line.refusal(id)));
    const refused = codes.filter((code) => code === 'RATE_LIMITED').length;
    ok(refused > 0 && refused <= 8, `${refused} refused`);
    deepEqual(
      codes.filter((code) => code !== undefined && code !== 'RATE_LIMITED'),
      [],
    );
    await line.alive();
  });

  test.each([
    ['visitor', LIMITS.visitorSubscriptions],
    ['operator', LIMITS.operatorSubscriptions],
  ] as const)('[TR4] a %s’s subscriptions: %i live, the next is refused, and they live on', async (who, limit) => {
    await using line = await (who === 'visitor' ? asVisitor() : Line.open(server.url, operator.params));
    await line.alive();
    const input = { conversationId: visitor.conversationId };
    for (let id = 0; id <= limit; id += 1) line.call(id, 'conversation.events', input, 'subscription');
    equal(await line.refusal(limit), 'TOO_MANY');
    await using sender = await asVisitor();
    sender.call(0, 'message.send', send('to all of them'));
    await Promise.all(Array.from({ length: limit }, (_, id) => line.answer(id)));
    // The place of one that has ended is free again.
    line.say({ id: 0, method: 'subscription.stop' });
    await line.until((text) => (text.startsWith('{"id":0,') && text.includes('"stopped"') ? text : null));
    line.call(limit + 1, 'conversation.events', input, 'subscription');
    equal((await line.answer(limit + 1)).code, undefined);
  });

  test('[TR4] an operator comes back with many subscriptions, said before anybody knows who he is', async () => {
    await using line = await Line.open(server.url, operator.params);
    const ids = Array.from({ length: LIMITS.visitorSubscriptions + 10 }, (_, id) => id);
    for (const id of ids)
      line.call(id, 'conversation.events', { conversationId: visitor.conversationId }, 'subscription');
    const codes = await Promise.all(ids.map((id) => line.refusal(id)));
    deepEqual(
      codes,
      ids.map(() => undefined),
    );
  });

  test('[TR4] an id in use is refused, and its first owner is answered', async () => {
    await using line = await asVisitor();
    line.say([1, 1].map((id) => ({ id, method: 'query', params: { path: 'health' } })));
    deepEqual([await line.refusal(1, 0), await line.refusal(1, 1)], ['INVALID_INPUT', undefined]);
  });

  test.each([
    ['no JSON', '{'],
    ['a number', '7'],
    ['null', 'null'],
    ['an empty batch', '[]'],
    ['no method', '{"id":1}'],
    ['another method', '{"id":1,"method":"eval","params":{"path":"health"}}'],
    ['no id', '{"method":"query","params":{"path":"health"}}'],
    ['an id that is an object', '{"id":{},"method":"query","params":{"path":"health"}}'],
    ['a path that is none', '{"id":1,"method":"query","params":{"path":{}}}'],
    ['another version of JSON-RPC', '{"id":1,"jsonrpc":"1.0","method":"query","params":{"path":"health"}}'],
    ['a cursor that is none', '{"id":1,"method":"query","params":{"path":"health","lastEventId":7}}'],
    ['nesting without end', '['.repeat(30_000)],
  ])('[TR4] %s is told to be malformed; ten of them close with 4400', async (_what, text) => {
    await using line = await asVisitor();
    await line.alive();
    for (let sent = 1; sent < 10; sent += 1) line.socket.send(text);
    equal(await line.refusal(null, 8), 'INVALID_INPUT');
    await line.alive();
    line.socket.send(text);
    deepEqual(await line.closed, { code: 4400, reason: 'INVALID_INPUT' });
  });

  test.each([
    ['__proto__', '{"id":1,"method":"query","params":{"path":"__proto__"}}', 'NOT_FOUND'],
    ['constructor', '{"id":1,"method":"query","params":{"path":"constructor"}}', 'NOT_FOUND'],
    ['toString', '{"id":1,"method":"query","params":{"path":"toString.call"}}', 'NOT_FOUND'],
    ['nowhere', '{"id":1,"method":"mutation","params":{"path":"account.destroy"}}', 'NOT_FOUND'],
  ])('[TR4] a path like %s leads nowhere', async (_path, text, code) => {
    await using line = await asVisitor();
    line.socket.send(text);
    equal(await line.refusal(1), code);
  });
});
