import { deepEqual, equal, ok } from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { CLOSE_CODES, ERRORS, LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { RATES, type Rate } from '../../packages/api/src/access/rates.ts';
import { headersOf, overHttp } from '../support/api-client.ts';
import { visit, type TestVisitor } from '../support/people.ts';
import { PAYLOAD } from './enemy.ts';
import { openHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  // The enemy comes by a proxy of ours, from an address of his own: what he spends is not the house's.
  house = await openHouse({ TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => house[Symbol.asyncDispose]());

/** Two hundred visitors, each with three requests, on a busy machine. */
const BUSY_MS = 120_000;
const CLOSED = { msg: 'socket closed' };
const newcomer = (): Promise<TestVisitor> => visit(house.server.url, house.project.key);
const range = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth);

async function textsIn({ params, conversationId }: TestVisitor): Promise<string[]> {
  const api = overHttp(house.server.url, params);
  const { items } = await api.message.list.query({ conversationId, limit: LIMITS.pageSize });
  return items.flatMap((event) => (event.type === 'message' ? [event.text] : []));
}

describe('floods', () => {
  test('[TR4] [TR6] [EL6] case 25: of 500 messages at once a few are taken; the rest is told when to come, and is stored once when it does', () =>
    house.attack(CLOSED, async (enemy) => {
      const visitor = await newcomer();
      const line = await enemy.line(visitor.params);
      const { conversationId } = visitor;
      const started = Date.now();
      const messages = range(500).map((nth) => ({ conversationId, messageId: uuidv7(), text: `flood ${nth}` }));
      for (const [id, message] of messages.entries()) line.call(id, 'message.send', message);
      // Who goes on in spite of all hints is cut off; what had been taken by then is stored, answered or not.
      equal((await line.closed).code, CLOSE_CODES.rateLimited);
      const answers = await Promise.all(messages.map((_, id) => line.answer(id).catch(() => null)));
      const refused = answers.flatMap((answer) => answer?.code ?? []);
      deepEqual([...new Set(refused)], ['RATE_LIMITED']);
      ok(ERRORS.RATE_LIMITED.retry);
      const { burst, everyMs } = RATES.messagesByVisitor;
      // His other ways in have no other count.
      const post = (message: unknown) =>
        enemy.fetch('/trpc/message.send', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headersOf(visitor.params) },
          body: JSON.stringify(message),
        });
      const overHttpToo = await Promise.all(messages.slice(0, 60).map(post));
      const passed = (): number => 1 + Math.ceil((Date.now() - started) / everyMs);
      ok(overHttpToo.filter(({ status }) => status === 200).length <= passed());
      for (const { status, body } of overHttpToo)
        ok(status === 200 || (status === 429 && /"retryAfterMs":\d+/.test(body)));
      // Who waits as he was told is taken, also with what was stored already, and that once.
      const again = await enemy.line(visitor.params);
      const [first] = messages;
      for (let tries = 0; ; tries += 1) {
        again.call(tries, 'message.send', first);
        const { code } = await again.answer(tries);
        if (code === undefined) break;
        equal(code, 'RATE_LIMITED');
        await pause(Number(/"retryAfterMs":(\d+)/.exec(again.texts.at(-1) ?? '')?.[1]));
      }
      const texts = await textsIn(visitor);
      equal(new Set(texts).size, texts.length);
      ok(texts.length >= 1 && texts.length <= burst + passed(), `${texts.length} were stored`);
    }));

  test('[TR4] [TR6] case 26: subscriptions opened and stopped, or cut, a thousand times leave nobody reading', () =>
    house.attack(CLOSED, async (enemy) => {
      const { params, conversationId } = await newcomer();
      const line = await enemy.line(params);
      for (const id of range(500)) {
        line.call(id, 'conversation.events', { conversationId }, 'subscription');
        line.say({ id, method: 'subscription.stop' });
      }
      equal((await line.closed).code, CLOSE_CODES.rateLimited);
      for (let rounds = 0; rounds < 25; rounds += 1) {
        const cut = await enemy.line(params);
        for (const id of range(LIMITS.visitorSubscriptions))
          cut.call(id, 'conversation.events', { conversationId }, 'subscription');
        await cut.alive();
        cut.socket.terminate();
        await cut.closed;
      }
    }));

  test('[EL6] case 29: who is cut off in the middle of a write and tries again has written once', () =>
    house.attack(CLOSED, async (enemy) => {
      const visitor = await newcomer();
      const { conversationId } = visitor;
      const messages = range(10).map((nth) => ({ conversationId, messageId: uuidv7(), text: `cut ${nth}` }));
      for (const message of messages) {
        const cut = await enemy.line(visitor.params);
        cut.call(1, 'message.send', message);
        // It has left, and nobody waits for what comes of it.
        await new Promise<void>((resolve) => cut.socket.send('PING', () => resolve()));
        cut.socket.terminate();
        const again = await enemy.line(visitor.params);
        again.call(1, 'message.send', message);
        equal(await again.refusal(1), undefined);
      }
      deepEqual(
        await textsIn(visitor),
        messages.map(({ text }) => text),
      );
    }));

  test('case 30: a conversation that is opened a hundred times at once, over many sockets, is one', () =>
    house.attack(CLOSED, async (enemy) => {
      const { visitorToken, projectKey } = (await newcomer()).params;
      const lines = await Promise.all(range(10).map(() => enemy.line({ projectKey, visitorToken })));
      const ids = lines.flatMap((line) => range(10).map((id) => ({ line, id })));
      for (const { line, id } of ids) line.call(id, 'conversation.open');
      const answers = await Promise.all(ids.map(({ line, id }) => line.answer(id)));
      const opened = answers.map(({ data }) => /"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(data))?.[1]);
      equal(new Set(opened).size, 1);
      ok(opened[0] !== undefined);
    }));

  test('[TR4] case 31: of a flood of sign-ins a few are looked at, and the rest is told when to come again', () =>
    house.attack({ msg: 'call refused', path: 'account.login', code: 'RATE_LIMITED' }, async (enemy) => {
      // Of each address and to each account one alone: what is left is how many may wait for a hash.
      const answers = await Promise.all(
        range(150).map((nth) => {
          const body = JSON.stringify({ email: `somebody-${nth}@example.com`, password: 'not the password' });
          const headers = { 'content-type': 'application/json', 'x-forwarded-for': `192.0.2.${nth}` };
          return enemy.fetch('/trpc/account.login', { method: 'POST', headers, body });
        }),
      );
      const limited = answers.filter(({ status }) => status === 429);
      ok(limited.length > 0 && limited.length < answers.length, `${limited.length} were told to come later`);
      ok(limited.every((answer) => /"retryAfterMs":\d+/.test(answer.body)));
      ok(answers.every(({ status }) => status === 429 || status === 401));
    }));

  test(
    '[TR6] case 32: a new visitor for each message: so many of a network, and a neighbour is one of his own',
    () =>
      house.attack({ msg: 'limit reached', limit: 'identitiesByNetwork' }, async (enemy) => {
        const started = Date.now();
        const post = async (path: string, network: string, params: ConnectionParams, input?: unknown) => {
          const headers = { 'content-type': 'application/json', 'x-forwarded-for': network, ...headersOf(params) };
          const body = input === undefined ? null : JSON.stringify(input);
          const answer = await enemy.fetch(`/trpc/${path}`, { method: 'POST', headers, body });
          ok(answer.status === 200 || (answer.status === 429 && /"retryAfterMs":\d+/.test(answer.body)), answer.body);
          return answer;
        };
        const { key: projectKey } = house.project;
        const writeAsNobody = async (network: string): Promise<'nothing' | 'visitor' | 'message'> => {
          const visitor = await post('visitor.start', network, { projectKey }, {});
          const visitorToken = /"visitorToken":"([^"]+)"/.exec(visitor.body)?.[1];
          if (visitorToken === undefined) return 'nothing';
          const params = { projectKey, visitorToken };
          const opened = await post('conversation.open', network, params);
          const conversationId = /"id":"([0-9a-f-]{36})"/.exec(opened.body)?.[1];
          if (opened.status !== 200 || conversationId === undefined) return 'visitor';
          await post('message.send', network, params, { conversationId, messageId: uuidv7(), text: PAYLOAD });
          return 'message';
        };
        const came: string[] = [];
        while (came.at(-1) !== 'nothing')
          came.push(...(await Promise.all(range(20).map(() => writeAsNobody('198.51.100.1')))));
        const since = Date.now() - started;
        const most = ({ burst, everyMs }: Rate): number => burst + Math.ceil(since / everyMs);
        const { identitiesByNetwork, conversationsByNetwork } = RATES;
        ok(came.filter((what) => what !== 'nothing').length <= most(identitiesByNetwork));
        ok(came.filter((what) => what === 'message').length <= most(conversationsByNetwork));
        equal(await writeAsNobody('198.51.100.2'), 'message');
        // The operators have what has come in a list, and in it no more than that.
        const { counts } = overHttp(house.server.url, house.operator.params).inbox;
        ok((await counts.query({ projectId: house.project.id })).open <= most(conversationsByNetwork) + 50);
      }),
    BUSY_MS,
  );

  test('[TR6] case 33: typing on and off in turn is told once a second, and a receipt of a receipt is none', () =>
    house.attack(CLOSED, async (enemy) => {
      const visitor = await newcomer();
      const { conversationId } = visitor;
      const api = overHttp(house.server.url, house.operator.params);
      await api.message.send.mutate({ conversationId, messageId: uuidv7(), text: 'Can I help you?' });
      const desk = await enemy.line(house.operator.params);
      desk.call('typing', 'presence.events', { projectId: house.project.id }, 'subscription');
      desk.call('read', 'conversation.events', { conversationId }, 'subscription');
      await desk.answer('read');
      const line = await enemy.line(visitor.params);
      const started = Date.now();
      for (const nth of range(20)) {
        const seq = nth + 1;
        for (const [id, typing] of [['on', true] as const, ['off', false] as const])
          line.call(`${id}-${nth}`, 'presence.setTyping', { conversationId, typing });
        line.call(`read-${nth}`, 'conversation.markRead', { conversationId, seq });
        desk.call(`read-${nth}`, 'conversation.markRead', { conversationId, seq });
        await Promise.all([line.answer(`off-${nth}`), line.answer(`read-${nth}`), desk.answer(`read-${nth}`)]);
      }
      line.call('last', 'message.send', { conversationId, messageId: uuidv7(), text: 'No, thank you' });
      await desk.until((text) => (text.includes('No, thank you') ? text : null));
      const heard = (words: string): number => desk.texts.filter((text) => text.includes(words)).length;
      ok(heard('"type":"typing"') <= 2 + (Date.now() - started) / 1_000, `${heard('"type":"typing"')} times`);
      equal(heard('"type":"receipt"'), 2);
    }));
});
