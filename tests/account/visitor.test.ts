import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '@parley/api/contract/wire';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { connectSocket, overHttp, refusal, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestOperator } from '../support/people.ts';

describe.each(testDatabases())('visitors on %s', (kind) => {
  let server: InProcessServer;
  let operator: TestOperator;
  let key: string;
  beforeAll(async () => {
    server = await startFresh(kind);
    operator = await registerOperator(server.url);
    ({ key } = await createProject(server.url, operator));
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const newcomer = async (): Promise<Api> => overHttp(server.url, (await visit(server.url, key)).params);

  test('a guest becomes a visitor on his own socket, and comes back by his token', async () => {
    await using socket = connectSocket(server.url, { projectKey: key });
    expect(await refusal(socket.api.conversation.open.mutate())).toBe('FORBIDDEN');
    const { visitor, visitorToken } = await socket.api.visitor.start.mutate({ attributes: { name: 'Vera' } });
    const { id } = await socket.api.conversation.open.mutate();
    const back = await overHttp(server.url, { projectKey: key, visitorToken }).visitor.start.mutate({});
    expect(back).toMatchObject({ visitor, visitorToken, conversation: { id }, project: { name: 'Shop' } });
  });

  test('attributes add up over the visits; a new value takes the place of the old one', async () => {
    const api = await newcomer();
    await api.visitor.start.mutate({ attributes: { name: 'Vera', plan: 'free' } });
    const { visitor } = await api.visitor.start.mutate({ attributes: { plan: 'gold', age: 7, vip: true } });
    expect(visitor.attributes).toEqual({ name: 'Vera', plan: 'gold', age: 7, vip: true });
  });

  test('[CS1] his name is one line that turns no direction; the attribute is what the site gave', async () => {
    const names = { 'Ve\u202Era\n Lind\u2066': 'Ve ra  Lind', '<b>Vera</b>': '<b>Vera</b>', 'عمر\u200F': 'عمر\u200F' };
    const seen = (conversationId: string) =>
      overHttp(server.url, operator.params).conversation.get.query({ conversationId });
    for (const [name, shown] of Object.entries(names)) {
      const { conversationId } = await visit(server.url, key, { name });
      expect(await seen(conversationId)).toMatchObject({ visitor: { name: shown, attributes: { name } } });
    }
    const { id, conversationId } = await visit(server.url, key, { name: '\u202E \u2069' });
    expect(await seen(conversationId)).toMatchObject({ visitor: { name: `Visitor ${id.slice(-4)}` } });
  });

  test('attributes have limits, in one visit and over all of them', async () => {
    const api = await newcomer();
    const many = (count: number, prefix: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, index]));
    const start = (attributes: Record<string, string | number | boolean>) => api.visitor.start.mutate({ attributes });
    expect(await refusal(start(many(LIMITS.attributeKeys + 1, 'a')))).toBe('INVALID_INPUT');
    await start(many(LIMITS.attributeKeys, 'a'));
    expect(await refusal(start({ more: 1 }))).toBe('TOO_MANY');
    expect(Object.keys((await start({ a0: 'changed' })).visitor.attributes)).toHaveLength(LIMITS.attributeKeys);
    for (const bad of [
      { name: 'x'.repeat(LIMITS.attributeChars + 1) },
      { ['x'.repeat(LIMITS.nameChars + 1)]: 1 },
      { ' ': 1 },
      { constructor: 1 },
      { name: 'a\0b' },
    ]) {
      expect(await refusal(start(bad)), JSON.stringify(bad).slice(0, 30)).toBe('INVALID_INPUT');
    }
  });

  test('operators see who he says he is and which page he is on, without what stands behind the path', async () => {
    const { params, conversationId, id } = await visit(server.url, key);
    const page = { url: 'https://shop.example/cart?x=1', title: 'Your cart' };
    await overHttp(server.url, params).visitor.start.mutate({ attributes: { name: 'Vera', plan: 'gold' }, page });
    const view = await overHttp(server.url, operator.params).conversation.get.query({ conversationId });
    const seen = { ...page, url: 'https://shop.example/cart' };
    expect(view).toMatchObject({
      visitor: { id, name: 'Vera', attributes: { name: 'Vera', plan: 'gold' }, page: seen },
    });
    const nameless = await visit(server.url, key);
    const other = await overHttp(server.url, operator.params).conversation.get.query({
      conversationId: nameless.conversationId,
    });
    expect(other).toMatchObject({ visitor: { name: `Visitor ${nameless.id.slice(-4)}`, page: null } });
  });

  test('[AU2] his token is stored as a hash alone', async () => {
    const { id, params } = await visit(server.url, key);
    const db = acrossProjects(server.running.services.db);
    const row = await db.selectFrom('visitor').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(params.visitorToken);
  });
});
