import { equal, ok } from 'node:assert/strict';
import { LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { Random } from '../chaos/random.ts';
import { headersOf } from '../support/api-client.ts';
import type { Line } from '../transport/line.ts';
import { PAYLOAD, type Enemy } from './enemy.ts';
import { make } from './fuzz/make.ts';
import { procedures } from './fuzz/shapes.ts';
import { openHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const asVisitor = (enemy: Enemy): Promise<Line> => enemy.line(house.visitor.params);
const send = (text: unknown = PAYLOAD) => ({ conversationId: house.visitor.conversationId, messageId: uuidv7(), text });

describe('inputs, from somebody who means harm', () => {
  test('[TR4] case 19: depth is refused where it is: as an input, and inside of what a site says about its visitor', () =>
    house.attack({ msg: 'call refused', code: 'INVALID_INPUT' }, async (enemy) => {
      const deep = '['.repeat(30_000) + ']'.repeat(30_000);
      const objects = '{"a":'.repeat(9_000) + '1' + '}'.repeat(9_000);
      const line = await asVisitor(enemy);
      const inputs: [path: string, input: string][] = [deep, objects].flatMap((nested): [string, string][] => [
        ['message.send', nested],
        ['visitor.start', `{"attributes":${nested}}`],
        ['visitor.start', `{"attributes":{"plan":${nested}}}`],
        ['call.signal', `{"callId":"${uuidv7()}","signalId":"${uuidv7()}","signal":${nested}}`],
        ['presence.setTyping', `{"conversationId":${nested},"typing":true}`],
      ]);
      for (const [id, [path, input]] of inputs.entries()) {
        line.socket.send(`{"id":${id},"method":"mutation","params":{"path":"${path}","input":${input}}}`);
        equal(await line.refusal(id), 'INVALID_INPUT', path);
      }
      const body = `{"attributes":${deep}}`;
      const headers = { 'content-type': 'application/json', ...headersOf(house.visitor.params) };
      equal((await enemy.fetch('/trpc/visitor.start', { method: 'POST', headers, body })).status, 400);
    }));

  test('[TR4] case 20: descriptions of other things than JSON are plain data', () =>
    house.attack({ msg: 'call refused', code: 'INVALID_INPUT' }, async (enemy) => {
      const values: unknown[] = [
        { text: [['typed-array', 'Float64Array']] },
        { text: ['bigint'] },
        { text: ['regexp'] },
        { text: [['class', 'Object']] },
        { text: [['custom', 'x']] },
        { '__proto__.polluted': ['Date'] },
        { 'constructor.prototype.polluted': ['Date'] },
      ];
      const line = await asVisitor(enemy);
      for (const [id, each] of values.entries()) {
        line.call(id, 'message.send', { json: { ...send({ length: 1e9 }) }, meta: { values: each } });
        line.call(`b${id}`, 'message.send', { json: send('9'.repeat(60_000)), meta: { values: each } });
        equal(await line.refusal(id), 'INVALID_INPUT');
        equal(await line.refusal(`b${id}`), 'INVALID_INPUT');
      }
      line.call('equal', 'message.send', { json: send(), meta: { referentialEqualities: { text: ['__proto__.x'] } } });
      equal(await line.refusal('equal'), 'INVALID_INPUT');
    }));

  test('[TR4] case 21: names that mean something to JavaScript are refused, and operators read on', () =>
    house.attack({ msg: 'call refused', path: 'visitor.start' }, async (enemy) => {
      const { conversationId } = house.visitor;
      const desk = await enemy.line(house.operator.params);
      desk.call('inbox', 'inbox.events', { projectId: house.project.id, lastEventId: 'now' }, 'subscription');
      const line = await asVisitor(enemy);
      for (const [id, name] of ['__proto__', 'constructor', 'prototype'].entries()) {
        line.socket.send(
          `{"id":${id},"method":"mutation","params":{"path":"visitor.start","input":{"attributes":{"${name}":"x"}}}}`,
        );
        // Its own key `__proto__` is dropped by the schema, which is as good.
        const { code, data } = await line.answer(id);
        ok(code === 'INVALID_INPUT' || !JSON.stringify(data).includes('__proto__'), name);
        line.socket.send(
          `{"id":"top${id}","method":"mutation","params":{"path":"visitor.start","input":{"${name}":{"x":1}}}}`,
        );
        equal(await line.refusal(`top${id}`), 'INVALID_INPUT', name);
      }
      line.call('send', 'message.send', send('and the operator sees it'));
      equal(await line.refusal('send'), undefined);
      await desk.until((text) => (text.startsWith('{"id":"inbox"') && text.includes('operator sees it') ? text : null));
      desk.call('list', 'conversation.list', { projectId: house.project.id }, 'query');
      ok(JSON.stringify((await desk.answer('list')).data).includes(conversationId));
    }));

  test('[TR4] case 22: no procedure takes a field that it did not ask for', () =>
    house.attack({ msg: 'call refused', code: 'INVALID_INPUT' }, async (enemy) => {
      const random = new Random(22);
      const lines = {
        visitor: await asVisitor(enemy),
        operator: await enemy.line(house.operator.params),
        anonymous: await enemy.line(),
      };
      const all = procedures();
      for (const { path, type, audience, input } of all) {
        if (input === null) continue;
        const [role] = audience;
        const line = role === 'visitor' || role === 'operator' ? lines[role] : lines.anonymous;
        for (const field of ['projectId', 'role', 'authorId', 'createdAt', 'visitorId']) {
          // A field that it does ask for is for the matrix of access.
          if (JSON.stringify(input).includes(`"name":"${field}"`)) continue;
          const good = make(input, random, new Map());
          ok(typeof good === 'object' && good !== null);
          const id = `${path} ${field}`;
          line.call(id, path, { ...good, [field]: uuidv7() }, type);
          const answer = await line.until((text) => (text.startsWith(`{"id":"${id}"`) ? text : null));
          ok(answer.includes('"code":"INVALID_INPUT"') && answer.includes('Unrecognized key'), answer);
        }
      }
      ok(all.length > 30, 'the router was not read');
    }));

  test('[TR4] case 23: text is stored as it is or refused; nothing of it fails in the database', () =>
    house.attack({ msg: 'call refused', code: 'INVALID_INPUT' }, async (enemy) => {
      const line = await asVisitor(enemy);
      const refused = [
        'a\0b',
        'x'.repeat(LIMITS.messageChars + 1),
        'e'.repeat(20) + '\u0301'.repeat(20_000),
        '\u2028'.repeat(20),
      ];
      for (const [id, text] of refused.entries()) {
        line.call(id, 'message.send', send(text));
        equal(await line.refusal(id), 'INVALID_INPUT');
      }
      for (const [id, half] of ['\\ud800', '\\udc00 x', 'x\\udbff'].entries()) {
        const input = JSON.stringify(send('HERE')).replace('HERE', half);
        line.socket.send(`{"id":"half${id}","method":"mutation","params":{"path":"message.send","input":${input}}}`);
        equal(await line.refusal(`half${id}`), 'INVALID_INPUT');
      }
      const kept = [
        '\u202egnp.exe',
        'z\u0301'.repeat(1_000),
        '\u0007\u001b[2J',
        "'; drop table event; --",
        '\\u0000',
        '<script>',
      ];
      for (const [id, text] of kept.entries()) {
        line.call(`kept${id}`, 'message.send', send(text));
        equal(await line.refusal(`kept${id}`), undefined, text);
      }
      line.call('list', 'message.list', { conversationId: house.visitor.conversationId, limit: kept.length }, 'query');
      const { data } = await line.answer('list');
      for (const text of kept) ok(JSON.stringify(data).includes(JSON.stringify(text)), text);
    }));

  test('[TR4] case 24: numbers and places past all bounds are refused, not tried', () =>
    house.attack({ msg: 'call refused', code: 'INVALID_INPUT' }, async (enemy) => {
      const { conversationId } = house.visitor;
      const desk = await enemy.line(house.operator.params);
      const numbers = ['-1', '0.5', '1e308', '9007199254740992', '1e400', 'null', '"1"', '[]', 'true'];
      const fields: [path: string, method: string, input: (value: string) => string][] = [
        ['message.list', 'query', (value) => `{"conversationId":"${conversationId}","limit":${value}}`],
        ['conversation.markRead', 'mutation', (value) => `{"conversationId":"${conversationId}","seq":${value}}`],
        ['message.list', 'query', (value) => `{"conversationId":"${conversationId}","beforeSeq":${value}}`],
        ['conversation.list', 'query', (value) => `{"projectId":"${house.project.id}","limit":${value}}`],
      ];
      for (const [nth, [path, method, input]] of fields.entries()) {
        for (const [id, value] of numbers.entries()) {
          const name = `${nth}-${id}`;
          desk.socket.send(`{"id":"${name}","method":"${method}","params":{"path":"${path}","input":${input(value)}}}`);
          equal(await desk.refusal(name), 'INVALID_INPUT', `${path} ${value}`);
        }
      }
      desk.call('most', 'message.list', { conversationId, beforeSeq: Number.MAX_SAFE_INTEGER, limit: 1e9 }, 'query');
      equal(await desk.refusal('most'), 'INVALID_INPUT');
      const cursors = [
        'x',
        '1',
        '1.',
        '.1',
        '-1.00000000',
        '1.0000000g',
        '9'.repeat(16) + '.00000000',
        '1.00000000; select 1',
        7,
        {},
      ];
      for (const [id, lastEventId] of cursors.entries()) {
        desk.call(`c${id}`, 'conversation.events', { conversationId, lastEventId }, 'subscription');
        equal(await desk.refusal(`c${id}`), 'INVALID_INPUT', JSON.stringify(lastEventId));
      }
      for (const [id, cursor] of ['x', `99999999999999999_${uuidv7()}`, `1_${'-'.repeat(36)}`, ''].entries()) {
        desk.call(`l${id}`, 'conversation.list', { projectId: house.project.id, cursor }, 'query');
        equal(await desk.refusal(`l${id}`), 'INVALID_INPUT', cursor);
      }
      // The last that is a place: the year 5138, and far past the end of any stream.
      desk.call(
        'far',
        'conversation.list',
        { projectId: house.project.id, cursor: `99999999999999_${uuidv7()}` },
        'query',
      );
      equal(await desk.refusal('far'), undefined);
      desk.call('end', 'message.list', { conversationId, beforeSeq: Number.MAX_SAFE_INTEGER }, 'query');
      equal(await desk.refusal('end'), undefined);
    }));
});
