import { deepEqual, equal, ok } from 'node:assert/strict';
import { LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import type { Line } from '../transport/line.ts';
import { PAYLOAD, type Enemy } from './enemy.ts';
import { openHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const asVisitor = (enemy: Enemy): Promise<Line> => enemy.line(house.visitor.params);
const send = (text: unknown = PAYLOAD) => ({ conversationId: house.visitor.conversationId, messageId: uuidv7(), text });
const health = (id: unknown): object => ({ id, method: 'query', params: { path: 'health' } });
/** How many messages stand in the enemy's own conversation. */
async function stored(): Promise<number> {
  const { params, conversationId } = house.visitor;
  return (await overHttp(house.server.url, params).message.list.query({ conversationId })).items.length;
}

describe('envelopes, from somebody who means harm', () => {
  test('[TR4] case 12: what is no message of the protocol is malformed; ten of them are the end', () =>
    house.attack({ msg: 'socket closed', code: 4400, refused: 10 }, async (enemy) => {
      const malformed = [
        '{',
        'null',
        '1',
        '"x"',
        '[]',
        '[[]]',
        '{}',
        `\ufeff${JSON.stringify(health(1))}`,
        '\0',
        '{"id":1,"id":null}',
      ];
      const line = await asVisitor(enemy);
      for (const text of malformed) line.socket.send(text);
      deepEqual(await line.closed, { code: 4400, reason: 'INVALID_INPUT' });
      equal(await line.refusal(null, 8), 'INVALID_INPUT');
    }));

  test('[TR4] case 12: of a key that is there twice, the last one counts', () =>
    house.attack({ msg: 'socket closed' }, async (enemy) => {
      const line = await asVisitor(enemy);
      line.socket.send('{"id":1,"id":2,"method":"mutation","method":"query","params":{"path":"health"}}');
      equal(await line.refusal(2), undefined);
    }));

  test('[TR4] case 13: an id that is none is malformed; one that is taken harms nobody', () =>
    house.attack({ msg: 'socket closed', refused: 8 }, async (enemy) => {
      const ids = ['{}', '[]', '1e400', '-1', '0.5', '""', `"${'x'.repeat(10_000)}"`];
      const line = await asVisitor(enemy);
      for (const id of ids) line.socket.send(`{"id":${id},"method":"query","params":{"path":"health"}}`);
      equal(await line.refusal(null, ids.length - 1), 'INVALID_INPUT');
      // -0 is 0.
      line.socket.send('{"id":-0,"method":"query","params":{"path":"health"}}');
      equal(await line.refusal(0), undefined);
      const { conversationId } = house.visitor;
      line.call(5, 'conversation.events', { conversationId }, 'subscription');
      line.call(5, 'health', undefined, 'query');
      equal(await line.refusal(5), 'INVALID_INPUT');
      line.call(6, 'message.send', send('to the subscription that was there first'));
      await line.until((text) => (text.startsWith('{"id":5,') && text.includes('there first') ? text : null));
    }));

  test('[TR4] [AU2] case 14: a path that leads nowhere is neither followed nor quoted', () =>
    house.attack({ msg: 'call refused', code: 'NOT_FOUND' }, async (enemy) => {
      const paths = [
        '__proto__',
        'constructor.constructor',
        'toString',
        'message.__proto__',
        'message.send.call',
        `a\r\n\u001b[2J"}`,
        '',
      ];
      const line = await asVisitor(enemy);
      for (const [id, path] of paths.entries()) {
        line.call(id, path, send());
        equal(await line.refusal(id), 'NOT_FOUND', path);
      }
      for (const path of ['a.'.repeat(30_000), 'x'.repeat(129)]) line.call('long', path);
      equal(await line.refusal(null, 1), 'INVALID_INPUT');
      ok(line.texts.every((text) => !text.includes('constructor') && !text.includes('aaaa') && text.length < 300));
      for (const path of ['__proto__', 'constructor.constructor', 'a.'.repeat(4_000), '%0d%0a%1b%5b2J'])
        equal((await enemy.fetch(`/trpc/${path}`)).status, 404, path);
    }));

  test('[TR4] case 15: a procedure is called as what it is, or not at all', () =>
    house.attack({ msg: 'call refused', path: 'message.send' }, async (enemy) => {
      const before = await stored();
      const line = await asVisitor(enemy);
      line.call('query', 'message.send', send(), 'query');
      line.call('subscription', 'message.send', send(), 'subscription');
      line.call('health', 'health', undefined, 'subscription');
      line.call('events', 'conversation.events', { conversationId: house.visitor.conversationId }, 'query');
      for (const id of ['query', 'subscription', 'health', 'events']) equal(await line.refusal(id), 'NOT_FOUND', id);
      line.call('nope', 'health', undefined, 'nope');
      equal(await line.refusal(null), 'INVALID_INPUT');
      equal(await stored(), before);
    }));

  test('[TR4] case 16: a batch past the limit, or with one bad message in it, does nothing at all', () =>
    house.attack({ msg: 'socket closed', refused: LIMITS.batch + 1 + 1 + 1_500 }, async (enemy) => {
      const before = await stored();
      const line = await asVisitor(enemy);
      const write = (id: number): object => ({
        id,
        method: 'mutation',
        params: { path: 'message.send', input: send() },
      });
      line.say(Array.from({ length: LIMITS.batch + 1 }, (_, id) => write(id)));
      for (let id = 0; id <= LIMITS.batch; id += 1) equal(await line.refusal(id), 'TOO_MANY');
      line.say([write(100), { id: 101 }, write(102)]);
      equal(await line.refusal(null), 'INVALID_INPUT');
      line.say(Array.from({ length: 1_500 }, (_, id) => ({ id, method: 'subscription.stop' })));
      equal(await line.refusal(1_499), 'TOO_MANY');
      equal(await stored(), before);
    }));

  test('[AU1] case 17: nothing runs for who has not said, or not proved, who he is; a second hello changes nobody', () =>
    house.attack({ msg: 'socket refused', refused: 'UNAUTHENTICATED' }, async (enemy) => {
      const before = await stored();
      const call = { id: 1, method: 'mutation', params: { path: 'message.send', input: send() } };
      const early = await enemy.line(null);
      early.say(call);
      equal((await early.closed).code, 4400);
      const liar = await enemy.line({ ...house.visitor.params, visitorToken: 'pvt_wrong' });
      liar.say(call);
      equal((await liar.closed).code, 4401);
      const large = await enemy.line(null);
      large.say({ method: 'connectionParams', data: { projectKey: 'x'.repeat(60_000) } });
      equal((await large.closed).code, 4400);
      const twice = await enemy.line(house.visitor.params);
      await twice.alive();
      twice.say({ method: 'connectionParams', data: { sessionToken: house.operator.params.sessionToken } });
      equal(await twice.refusal(null), 'INVALID_INPUT');
      twice.call(1, 'account.me', undefined, 'query');
      equal(await twice.refusal(1), 'FORBIDDEN');
      equal(await stored(), before);
    }));

  test('[TR4] case 18: a hello of anything but a few texts is none', () =>
    house.attack({ msg: 'socket closed', code: 4400 }, async (enemy) => {
      const many = Object.fromEntries(Array.from({ length: 4_000 }, (_, nth) => [`key${nth}`, 'x']));
      const hellos = [
        '{"__proto__":{"sessionToken":"x"}}',
        '{"__proto__":"x"}',
        '{"constructor":"x"}',
        '{"projectKey":{"a":{"b":"c"}}}',
        '{"deviceId":7}',
        '{"visitorToken":"x"}',
        JSON.stringify(many),
        '[]',
        '"x"',
        '['.repeat(20_000) + ']'.repeat(20_000),
      ];
      for (const data of hellos) {
        const line = await enemy.line(null);
        line.socket.send(`{"method":"connectionParams","data":${data}}`);
        equal((await line.closed).code, 4400, data.slice(0, 40));
      }
    }));
});
