import { deepEqual, equal, ok } from 'node:assert/strict';
import { ERRORS, LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import { visit, type TestVisitor } from '../support/people.ts';
import { openHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse({ TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => house[Symbol.asyncDispose]());

const CLOSED = { msg: 'socket closed' };
const newcomer = (): Promise<TestVisitor> => visit(house.server.url, house.project.key);
const range = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth);

async function textsIn({ params, conversationId }: TestVisitor): Promise<string[]> {
  const api = overHttp(house.server.url, params);
  const { items } = await api.message.list.query({ conversationId, limit: LIMITS.pageSize });
  return items.flatMap((event) => (event.type === 'message' ? [event.text] : []));
}

describe('floods', () => {
  test('[TR4] [EL6] case 25: of 500 messages at once some are told to come later; each is stored once when it does', () =>
    house.attack(CLOSED, async (enemy) => {
      const visitor = await newcomer();
      const line = await enemy.line(visitor.params);
      const { conversationId } = visitor;
      const messages = range(500).map((nth) => ({ conversationId, messageId: uuidv7(), text: `flood ${nth}` }));
      for (const [id, message] of messages.entries()) line.call(id, 'message.send', message);
      const answers = await Promise.all(messages.map((_, id) => line.answer(id)));
      const refused = answers.filter(({ code }) => code !== undefined);
      deepEqual([...new Set(refused.map(({ code }) => code))], ['RATE_LIMITED']);
      ok(answers.length - refused.length >= LIMITS.inFlight, `${answers.length - refused.length} were taken`);
      ok(ERRORS.RATE_LIMITED.retry);
      // Those who come again, and one who was stored already.
      const again = answers.flatMap(({ code }, id) => (code === undefined ? [] : [id])).slice(0, LIMITS.inFlight / 2);
      for (const id of [...again, answers.findIndex(({ code }) => code === undefined)]) {
        line.call(`again-${id}`, 'message.send', messages[id]);
        equal(await line.refusal(`again-${id}`), undefined);
      }
      const { items } = await overHttp(house.server.url, visitor.params).message.list.query({
        conversationId,
        limit: 1,
      });
      equal(items[0]?.seq, answers.length - refused.length + again.length);
    }));

  test('[TR4] case 26: subscriptions opened and stopped, or cut, a thousand times leave nobody reading', () =>
    house.attack(CLOSED, async (enemy) => {
      const { params, conversationId } = await newcomer();
      const line = await enemy.line(params);
      for (const id of range(500)) {
        line.call(id, 'conversation.events', { conversationId }, 'subscription');
        line.say({ id, method: 'subscription.stop' });
        if (id % LIMITS.visitorSubscriptions === 0) await line.alive();
      }
      await line.alive();
      for (let rounds = 0; rounds < 25; rounds += 1) {
        const cut = await enemy.line(params);
        for (const id of range(LIMITS.visitorSubscriptions))
          cut.call(id, 'conversation.events', { conversationId }, 'subscription');
        if (rounds % 2 === 0) await cut.alive();
        cut.socket.terminate();
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

  test('case 33: a visitor who says on and on that he is typing, and that he has read, says it once', () =>
    house.attack(CLOSED, async (enemy) => {
      const visitor = await newcomer();
      const { conversationId } = visitor;
      await overHttp(house.server.url, house.operator.params).message.send.mutate({
        conversationId,
        messageId: uuidv7(),
        text: 'Can I help you?',
      });
      const desk = await enemy.line(house.operator.params);
      desk.call('typing', 'presence.events', { projectId: house.project.id }, 'subscription');
      desk.call('read', 'conversation.events', { conversationId }, 'subscription');
      await desk.answer('read');
      const line = await enemy.line(visitor.params);
      for (const nth of range(300)) {
        line.call(`typing-${nth}`, 'presence.setTyping', { conversationId, typing: true });
        line.call(`read-${nth}`, 'conversation.markRead', { conversationId, seq: 1 });
        await Promise.all([line.answer(`typing-${nth}`), line.answer(`read-${nth}`)]);
      }
      line.call('last', 'message.send', { conversationId, messageId: uuidv7(), text: 'No, thank you' });
      await desk.until((text) => (text.includes('No, thank you') ? text : null));
      const heard = (words: string): number => desk.texts.filter((text) => text.includes(words)).length;
      equal(heard('"typing":true'), 1);
      equal(heard('"type":"receipt"'), 1);
    }));
});
