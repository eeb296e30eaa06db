import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConversationView } from '@parley/api/contract/views';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { connectSocket, overHttp, refusal, wireErrorOf } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator, say, textsOf, followConversation, visit, type TestOperator } from '../support/people.ts';
import { openSite, addKey, type Site } from '../support/site.ts';
import { untilBlocked } from '../support/until-blocked.ts';

describe.each(testDatabases())('identified visitors on %s', (kind) => {
  let server: InProcessServer;
  let operator: TestOperator;
  let site: Site;
  beforeAll(async () => {
    server = await startFresh(kind);
    operator = await registerOperator(server.url);
    site = await openSite(server.url, operator);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const guest = () => overHttp(server.url, { projectKey: site.project.key });
  const asVisitor = (visitorToken: string) => overHttp(server.url, { projectKey: site.project.key, visitorToken });
  const identify = async (subject: string, claims = {}) =>
    guest().visitor.identify.mutate({ token: await site.vouchFor(subject, claims) });
  async function seenByOperators(conversationId: string): Promise<ConversationView> {
    const view = await overHttp(server.url, operator.params).conversation.get.query({ conversationId });
    if (!('visitor' in view)) throw new Error('a visitor’s view');
    return view;
  }

  test('[AU4] one person has one thread on all his devices', async () => {
    const phone = await identify('u-1', { name: 'Uma' });
    const { id } = await asVisitor(phone.visitorToken).conversation.open.mutate();
    await say(asVisitor(phone.visitorToken), id, 'from the phone');
    const desk = await identify('u-1');
    expect(desk.visitor.id).toBe(phone.visitor.id);
    expect(desk.visitorToken).not.toBe(phone.visitorToken);
    expect(desk.conversation?.id).toBe(id);
    const list = await asVisitor(desk.visitorToken).message.list.query({ conversationId: id });
    expect(JSON.stringify(list)).toContain('from the phone');
  });

  test('[AU4] case 38: who types another’s address gets nothing of his, and is shown as unverified', async () => {
    const real = await identify('u-2', { name: 'Ulla', email: 'ulla@example.com' });
    const { id } = await asVisitor(real.visitorToken).conversation.open.mutate();
    await say(asVisitor(real.visitorToken), id, 'mine');
    const liar = await visit(server.url, site.project.key, { name: 'Ulla', email: 'ulla@example.com', sub: 'u-2' });
    expect(liar.id).not.toBe(real.visitor.id);
    const api = overHttp(server.url, liar.params);
    expect(await refusal(api.message.list.query({ conversationId: id }))).toBe('NOT_FOUND');
    expect((await seenByOperators(liar.conversationId)).visitor).toMatchObject({ name: 'Ulla', identity: null });
    expect((await seenByOperators(id)).visitor).toMatchObject({
      name: 'Ulla',
      identity: { subject: 'u-2', name: 'Ulla', email: 'ulla@example.com', attributes: {} },
    });
  });

  test('[AU4] what was typed under a signed identity stays beside it', async () => {
    const token = await site.vouchFor('u-3', { attributes: { plan: 'gold' } });
    const { visitorToken } = await guest().visitor.identify.mutate({
      token,
      attributes: { name: 'Boss', plan: 'free' },
    });
    const { id } = await asVisitor(visitorToken).conversation.open.mutate();
    expect((await seenByOperators(id)).visitor).toMatchObject({
      name: 'u-3',
      attributes: { name: 'Boss', plan: 'free' },
      identity: { subject: 'u-3', name: null, attributes: { plan: 'gold' } },
    });
  });

  test('an older word about him does not take the place of a newer one', async () => {
    const now = Math.floor(Date.now() / 1_000);
    await identify('u-4', { name: 'Now', iat: now });
    const { visitorToken } = await identify('u-4', { name: 'Then', iat: now - 30 });
    const { id } = await asVisitor(visitorToken).conversation.open.mutate();
    expect((await seenByOperators(id)).visitor.name).toBe('Now');
  });

  test('[AU4] an anonymous history does not become his, nor his the next anonymous one’s', async () => {
    const before = await visit(server.url, site.project.key, { name: 'Anon' });
    await using tab = connectSocket(server.url, before.params);
    await using other = connectSocket(server.url, before.params);
    await say(other.api, before.conversationId, 'said before');
    const started = await tab.api.visitor.identify.mutate({ token: await site.vouchFor('u-5') });
    expect(started.conversation).toBeNull();
    expect(started.visitor.id).not.toBe(before.id);
    // The browser is his now: what it had open as somebody else is closed, and the token of before is nobody's.
    for (const { closed } of [tab, other]) expect(await closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
    expect(await refusal(overHttp(server.url, before.params).visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
    const his = asVisitor(started.visitorToken);
    expect(await refusal(his.message.list.query({ conversationId: before.conversationId }))).toBe('NOT_FOUND');
    expect((await seenByOperators(before.conversationId)).visitor).toMatchObject({ name: 'Anon', identity: null });
  });

  test('a guest’s socket becomes his', async () => {
    await using socket = connectSocket(server.url, { projectKey: site.project.key });
    const { visitorToken } = await socket.api.visitor.identify.mutate({ token: await site.vouchFor('u-6') });
    const { id } = await socket.api.conversation.open.mutate();
    await say(socket.api, id, 'hello');
    const heard = followConversation(socket.api, id);
    await heard.until((event) => textsOf([event]).includes('hello'));
    // And ends with his session.
    await asVisitor(visitorToken).visitor.logout.mutate();
    expect(await socket.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
  });

  test('[AU4] a newer word of the site’s makes his time longer, on the same socket and by the same token', async () => {
    const now = Math.floor(Date.now() / 1_000);
    const first = await identify('u-7', { exp: now + 60 });
    await using socket = connectSocket(server.url, { projectKey: site.project.key, visitorToken: first.visitorToken });
    const token = await site.vouchFor('u-7', { exp: now + 3_000 });
    const second = await socket.api.visitor.identify.mutate({ token });
    expect(second.visitorToken).toBe(first.visitorToken);
    expect(first.verifiedForMs).toBeLessThanOrEqual(60_000);
    expect(second.verifiedForMs).toBeGreaterThan(60_000);
  });

  test('[AU4] when the site’s word is over, his sockets close and his token is refused, until there is another', async () => {
    const db = acrossProjects(server.running.services.db);
    const { visitorToken, visitor } = await identify('u-8');
    const params = { projectKey: site.project.key, visitorToken };
    await using socket = connectSocket(server.url, params);
    const { id } = await socket.api.conversation.open.mutate();
    const past = new Date(Date.now() - 120_000);
    await db
      .updateTable('visitor_session')
      .set({ verified_until: past })
      .where('visitor_id', '=', visitor.id)
      .execute();
    server.running.services.vouchedUntil(await sessionOf(visitor.id), past);
    expect(await socket.closed).toEqual({ code: 4401, reason: 'IDENTITY_EXPIRED' });
    expect(await refusal(overHttp(server.url, params).visitor.start.mutate({}))).toBe('IDENTITY_EXPIRED');
    expect((await identify('u-8')).conversation?.id).toBe(id);
  });
  async function sessionOf(visitorId: string): Promise<string> {
    const db = acrossProjects(server.running.services.db);
    const rows = db.selectFrom('visitor_session').select('id').where('visitor_id', '=', visitorId);
    return (await rows.executeTakeFirstOrThrow()).id;
  }

  test('[AU4] who is refused at the last step has not become anybody, and is who he was', async () => {
    const many = (prefix: string) => Object.fromEntries(Array.from({ length: 15 }, (_, nth) => [`${prefix}${nth}`, 1]));
    const token = await site.vouchFor('u-9');
    const { visitor, conversation } = await guest().visitor.identify.mutate({ token, attributes: many('a') });
    expect(conversation).toBeNull();
    const sessions = () =>
      acrossProjects(server.running.services.db)
        .selectFrom('visitor_session')
        .select('id')
        .where('visitor_id', '=', visitor.id)
        .execute();
    const before = await sessions();
    const anonymous = await visit(server.url, site.project.key);
    await using tab = connectSocket(server.url, anonymous.params);
    await using stranger = connectSocket(server.url, { projectKey: site.project.key });
    for (const { api } of [tab, stranger])
      expect(await refusal(api.visitor.identify.mutate({ token, attributes: many('b') }))).toBe('TOO_MANY');
    expect(await sessions()).toEqual(before);
    expect(await refusal(stranger.api.conversation.open.mutate())).toBe('FORBIDDEN');
    expect((await tab.api.conversation.open.mutate()).id).toBe(anonymous.conversationId);
    expect((await tab.api.visitor.identify.mutate({ token })).visitor.id).toBe(visitor.id);
    expect(await tab.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
  });

  test('[AU4] a guest’s socket becomes one person, whoever else he says he is in that moment', async () => {
    await using socket = connectSocket(server.url, { projectKey: site.project.key });
    const token = await site.vouchFor('u-10');
    const outcomes = await Promise.allSettled([
      socket.api.visitor.start.mutate({}),
      socket.api.visitor.identify.mutate({ token }),
    ]);
    const [came] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused.map((cause) => wireErrorOf(cause).code)).toEqual(['FORBIDDEN']);
    expect((await socket.api.visitor.start.mutate({})).visitor.id).toBe(came?.visitor.id);
  });

  test('[AU4] `start` on the same socket knows of his site’s newest word', async () => {
    const exp = Math.floor(Date.now() / 1_000) + 60;
    await using socket = connectSocket(server.url, { projectKey: site.project.key });
    await socket.api.visitor.identify.mutate({ token: await site.vouchFor('u-11', { exp }) });
    await socket.api.visitor.identify.mutate({ token: await site.vouchFor('u-11') });
    expect((await socket.api.visitor.start.mutate({})).verifiedForMs).toBeGreaterThan(60_000);
  });

  test('a project has two keys at most; one that is revoked vouches for nobody any more', async () => {
    const shop = await openSite(server.url, operator);
    const next = await addKey(server.url, operator, shop.project);
    const api = overHttp(server.url, operator.params);
    const projectId = shop.project.id;
    expect(await refusal(api.identityKey.make.mutate({ projectId, name: 'third' }))).toBe('TOO_MANY');
    const door = overHttp(server.url, { projectKey: shop.project.key });
    const [old, fresh] = await Promise.all(
      [shop, next].map(async (one) => door.visitor.identify.mutate({ token: await one.vouchFor('u') })),
    );
    expect(fresh?.visitor.id).toBe(old?.visitor.id);
    await api.identityKey.revoke.mutate({ projectId, keyId: shop.key.id });
    const come = (visitorToken = '') =>
      overHttp(server.url, { projectKey: shop.project.key, visitorToken }).visitor.start.mutate({});
    expect(await refusal(come(old?.visitorToken))).toBe('UNAUTHENTICATED');
    expect((await come(fresh?.visitorToken)).visitor.id).toBe(old?.visitor.id);
    const token = await shop.vouchFor('u');
    expect(await refusal(door.visitor.identify.mutate({ token }))).toBe('IDENTITY_INVALID');
    expect(await api.identityKey.list.query({ projectId })).toEqual([next.key]);
  });

  describe.skipIf(kind === 'embedded')('a key that is revoked while somebody comes by it', () => {
    const revoke = ({ project, key }: Site) =>
      overHttp(server.url, operator.params).identityKey.revoke.mutate({ projectId: project.id, keyId: key.id });
    const identifyAt = async (at: Site) =>
      overHttp(server.url, { projectKey: at.project.key }).visitor.identify.mutate({ token: await at.vouchFor('u') });

    test('[AU4] ends what was opened by it, as long as nobody could see that', async () => {
      const shop = await openSite(server.url, operator);
      const { visitor } = await identifyAt(shop);
      const { db } = server.running.services;
      const both = await acrossProjects(db)
        .transaction()
        .execute(async (trx) => {
          await trx.selectFrom('visitor').select('id').where('id', '=', visitor.id).forUpdate().execute();
          const identified = identifyAt(shop);
          await untilBlocked(db);
          const revoked = revoke(shop);
          await Promise.race([revoked, untilBlocked(db, 2)]);
          return { identified, revoked };
        });
      const { visitorToken } = await both.identified;
      await both.revoked;
      const come = overHttp(server.url, { projectKey: shop.project.key, visitorToken }).visitor.start.mutate({});
      expect(await refusal(come)).toBe('UNAUTHENTICATED');
    });

    test('[AU4] opens nothing from then on', async () => {
      const shop = await openSite(server.url, operator);
      const { db } = server.running.services;
      const later = await acrossProjects(db)
        .transaction()
        .execute(async (trx) => {
          await trx.deleteFrom('identity_key').where('id', '=', shop.key.id).execute();
          const identified = refusal(identifyAt(shop));
          await Promise.race([identified, untilBlocked(db)]);
          return { identified };
        });
      expect(await later.identified).toBe('IDENTITY_INVALID');
    });
  });

  test('[AU2] what is stored of a key can sign nothing', async () => {
    const db = acrossProjects(server.running.services.db);
    const rows = await db.selectFrom('identity_key').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('PRIVATE');
  });
});
