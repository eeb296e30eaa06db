import { deepEqual, equal, ok } from 'node:assert/strict';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { headersOf, overHttp } from '../support/api-client.ts';
import { createProject, registerOperator, say, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import type { CallType } from '../support/raw-socket.ts';
import type { Enemy } from './enemy.ts';
import { openHouse, type House } from './house.ts';

let house: House;
/** Of the house's project; whom the others would like to read. */
let victim: TestVisitor;
/** Of a project of his own, with a visitor of his own. */
let outsider: TestOperator;
let stranger: TestVisitor;
beforeAll(async () => {
  house = await openHouse();
  const { url } = house.server;
  victim = await visit(url, house.project.key);
  outsider = await registerOperator(url, 'Otto');
  stranger = await visit(url, (await createProject(url, outsider)).key);
  await say(overHttp(url, victim.params), victim.conversationId, 'for the victim’s operators');
});
afterAll(() => house[Symbol.asyncDispose]());

const NOT_THERE = { msg: 'call refused', code: 'NOT_FOUND' };
type Try = [type: CallType, path: string, input: (id: string) => object];

/** All that can be done to, and read from, a conversation and a call, by whoever has its id. */
const ON_CONVERSATIONS: Try[] = [
  ['query', 'conversation.get', (conversationId) => ({ conversationId })],
  ['query', 'message.list', (conversationId) => ({ conversationId })],
  ['subscription', 'conversation.events', (conversationId) => ({ conversationId })],
  ['subscription', 'presence.events', (conversationId) => ({ conversationId })],
  ['mutation', 'message.send', (conversationId) => ({ conversationId, messageId: uuidv7(), text: 'from outside' })],
  ['mutation', 'conversation.markRead', (conversationId) => ({ conversationId, seq: 1 })],
  ['mutation', 'conversation.markDelivered', (conversationId) => ({ conversationId, seq: 1 })],
  ['mutation', 'presence.setTyping', (conversationId) => ({ conversationId, typing: true })],
  ['mutation', 'call.start', (conversationId) => ({ conversationId, callId: uuidv7(), media: 'audio' })],
];
const ON_CALLS: Try[] = [
  ['subscription', 'call.events', (callId) => ({ callId })],
  ['query', 'call.iceServers', (callId) => ({ callId })],
  ['mutation', 'call.accept', (callId) => ({ callId })],
  ['mutation', 'call.decline', (callId) => ({ callId, scope: 'everyone' })],
  ['mutation', 'call.end', (callId) => ({ callId })],
  ['mutation', 'call.signal', (callId) => ({ callId, signalId: uuidv7(), signal: { kind: 'ringing' } })],
];
const FOR_OPERATORS: Try[] = [
  ['query', 'conversation.listForVisitor', (conversationId) => ({ conversationId })],
  ['query', 'note.list', (conversationId) => ({ conversationId })],
  ['subscription', 'note.events', (conversationId) => ({ conversationId })],
  ['mutation', 'note.add', (conversationId) => ({ conversationId, noteId: uuidv7(), text: 'from outside' })],
  ['mutation', 'conversation.assign', (conversationId) => ({ conversationId, operatorId: null })],
  ['mutation', 'conversation.setStatus', (conversationId) => ({ conversationId, status: 'closed' })],
];

/** What came of it, as bytes without the question's own id. */
async function answers(enemy: Enemy, params: ConnectionParams, tries: Try[], id: string): Promise<string[]> {
  const line = await enemy.line({ ...params, deviceId: uuidv7() });
  for (const [nth, [type, path, input]] of tries.entries()) line.call(nth, path, input(id), type);
  return Promise.all(
    tries.map((_, nth) =>
      line.until((text) => (text.startsWith(`{"id":${nth},`) && !text.includes('"started"') ? text : null)),
    ),
  );
}

/** All that the victim's side knows, to see that nothing was added to it. */
async function knownToTheVictim(callId: string): Promise<unknown> {
  const { url } = house.server;
  const { conversationId } = victim;
  const api = overHttp(url, house.operator.params);
  const [conversation, messages, notes, call] = await Promise.all([
    api.conversation.get.query({ conversationId }),
    api.message.list.query({ conversationId }),
    api.note.list.query({ conversationId }),
    api.call.details.query({ callId }),
  ]);
  return { conversation: { ...conversation, visitor: null, visitorOnline: null }, messages, notes, call };
}

describe('ids of others', () => {
  test('[AU1] cases 44 and 45: to who has no part in it, it is not there; nothing is written and nobody hears of it', () =>
    house.attack(NOT_THERE, async (enemy) => {
      const { conversationId } = victim;
      const callId = uuidv7();
      await using phone = await enemy.line({ ...victim.params, deviceId: uuidv7() });
      phone.call('call', 'call.start', { conversationId, callId, media: 'audio' });
      equal(await phone.refusal('call'), undefined);
      const desk = await enemy.line(house.operator.params);
      desk.call('presence', 'presence.events', { conversationId }, 'subscription');
      await desk.answer('presence');
      const before = await knownToTheVictim(callId);
      const callers: [params: ConnectionParams, tries: [Try[], string][]][] = [
        [
          house.visitor.params,
          [
            [ON_CONVERSATIONS, conversationId],
            [ON_CALLS, callId],
          ],
        ],
        [
          stranger.params,
          [
            [ON_CONVERSATIONS, conversationId],
            [ON_CALLS, callId],
          ],
        ],
        [
          outsider.params,
          [
            [ON_CONVERSATIONS, conversationId],
            [ON_CALLS, callId],
            [FOR_OPERATORS, conversationId],
          ],
        ],
      ];
      for (const [params, tries] of callers) {
        for (const [each, id] of tries) {
          const foreign = await answers(enemy, params, each, id);
          ok(
            foreign.every((answer) => answer.includes('"code":"NOT_FOUND"')),
            foreign.join('\n'),
          );
          deepEqual(foreign, await answers(enemy, params, each, uuidv7()));
        }
      }
      deepEqual(await knownToTheVictim(callId), before);
      ok(desk.texts.every((text) => !text.includes('"typing":true')));
      phone.call('end', 'call.end', { callId });
      equal(await phone.refusal('end'), undefined);
    }));

  test('[AU1] [EL4] case 46: a place in another’s stream is no place in one’s own', () =>
    house.attack({ msg: 'socket closed' }, async (enemy) => {
      const { items } = await overHttp(enemy.url, victim.params).message.list.query({
        conversationId: victim.conversationId,
      });
      const cursors = items.map(({ seq, id }) => `${seq}.${id.slice(-8)}`);
      await say(overHttp(enemy.url, stranger.params), stranger.conversationId, 'for the stranger’s operators');
      const line = await enemy.line(stranger.params);
      for (const [id, lastEventId] of cursors.entries()) {
        line.call(id, 'conversation.events', { conversationId: stranger.conversationId, lastEventId }, 'subscription');
        ok(JSON.stringify((await line.answer(id)).data).includes('"type":"reset"'));
        ok(JSON.stringify((await line.answer(id, 1)).data).includes('the stranger’s operators'));
      }
      ok(line.texts.every((text) => !text.includes('the victim’s operators')));
    }));

  test('[AU1] case 48: an own id and a foreign one in the same input', () =>
    house.attack(NOT_THERE, async (enemy) => {
      const { conversationId } = victim;
      const api = overHttp(enemy.url, victim.params);
      const { id: callId } = await api.call.start.mutate({ conversationId, callId: uuidv7(), media: 'audio' });
      const desk = await enemy.line(outsider.params);
      const own = { conversationId: stranger.conversationId };
      for (const [id, operatorId] of [house.operator.me.id, uuidv7()].entries()) {
        desk.call(id, 'conversation.assign', { ...own, operatorId });
        equal(await desk.refusal(id), 'NOT_FOUND');
      }
      const line = await enemy.line(stranger.params);
      // A call of another conversation, started in one's own: it is neither joined nor moved.
      line.call('call', 'call.start', { ...own, callId, media: 'audio' });
      equal(await line.refusal('call'), 'NOT_FOUND');
      const [message] = (await api.message.list.query({ conversationId })).items;
      const messageId = message?.type === 'message' ? message.messageId : '';
      // A message's id is its conversation's: here it is a message of its own, and says nothing of the other.
      line.call('message', 'message.send', { ...own, messageId, text: 'under an id of another' });
      ok(JSON.stringify((await line.answer('message')).data).includes('"duplicate":false'));
      const { items } = await api.message.list.query({ conversationId });
      ok(!JSON.stringify(items).includes('under an id of another'));
      await api.call.end.mutate({ callId });
    }));

  test('[AU1] case 53: a thousand questions of two projects through the same statements, with errors and cuts between', () =>
    house.attack(NOT_THERE, async (enemy) => {
      const sides = await Promise.all(
        [house.operator, outsider].map(async (operator, side) => {
          const project = await createProject(enemy.url, operator);
          const visitor = await visit(enemy.url, project.key, { name: `name-of-${side}` });
          await say(overHttp(enemy.url, visitor.params), visitor.conversationId, `words-of-${side}`);
          return { operator, project, visitor, own: `-of-${side}`, foreign: `-of-${1 - side}` };
        }),
      );
      for (let rounds = 0; rounds < 8; rounds += 1) {
        const asked = await Promise.all(
          sides.map(async ({ operator, project, visitor, own, foreign }, side) => {
            const { conversationId } = visitor;
            const line = await enemy.line(rounds % 2 === 0 ? operator.params : visitor.params);
            const cut = await enemy.line(operator.params);
            const other = sides[1 - side]?.visitor.conversationId;
            for (let id = 0; id < 30; id += 1) {
              const target = id % 5 === 4 ? other : conversationId;
              line.call(id, id % 2 === 0 ? 'message.list' : 'conversation.get', { conversationId: target }, 'query');
              cut.call(id, 'conversation.list', { projectId: project.id }, 'query');
            }
            cut.socket.terminate();
            for (let id = 0; id < 30; id += 1) {
              const { code, data } = await line.answer(id);
              equal(code, id % 5 === 4 ? 'NOT_FOUND' : undefined);
              ok(!JSON.stringify(data ?? null).includes(foreign));
              if (id % 2 === 0 && id % 5 !== 4) ok(JSON.stringify(data).includes(own));
            }
            const { body } = await enemy.fetch(
              `/trpc/conversation.list?input=${encodeURIComponent(JSON.stringify({ projectId: project.id }))}`,
              {
                headers: headersOf(operator.params),
              },
            );
            ok(body.includes(own) && !body.includes(foreign));
          }),
        );
        equal(asked.length, 2);
      }
    }));
});
