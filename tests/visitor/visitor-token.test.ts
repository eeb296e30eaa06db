import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '@parley/api/contract/wire';
import { hashToken } from '../../packages/api/src/access/tokens.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { connectSocket, headersOf, overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestVisitor } from '../support/people.ts';
import { rawHttp } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { untilBlocked } from '../support/until-blocked.ts';

const SHOP = 'https://shop.example';
const BRANCH = 'https://branch.example';
const DAY_MS = 24 * 60 * 60_000;

describe.each(testDatabases())('a visitor’s token on %s', (kind) => {
  let server: InProcessServer;
  let key: string;
  beforeAll(async () => {
    server = await startFresh(kind);
    const operator = await registerOperator(server.url);
    ({ key } = await createProject(server.url, operator, [SHOP, BRANCH]));
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const come = (visitorToken: string) => overHttp(server.url, { projectKey: key, visitorToken });

  /** As old as this. */
  async function age(token: string, ms: number): Promise<void> {
    const db = acrossProjects(server.running.services.db);
    const token_hash = hashToken(token);
    await db
      .updateTable('visitor_token')
      .set({ made_at: new Date(Date.now() - ms) })
      .where('token_hash', '=', token_hash)
      .execute();
  }
  /** The moment after a successor was used is over. */
  async function endGrace(token: string): Promise<void> {
    const db = acrossProjects(server.running.services.db);
    const { until } = await db
      .selectFrom('visitor_token')
      .select('until')
      .where('token_hash', '=', hashToken(token))
      .executeTakeFirstOrThrow();
    expect(until?.getTime()).toBeLessThanOrEqual(Date.now() + LIMITS.visitorTokenGraceMs);
    await db
      .updateTable('visitor_token')
      .set({ until: new Date(0) })
      .where('token_hash', '=', hashToken(token))
      .execute();
  }
  async function oldVisitor(): Promise<TestVisitor> {
    const visitor = await visit(server.url, key);
    await age(visitor.params.visitorToken, DAY_MS + 1_000);
    return visitor;
  }

  test('[AU5] a day old, it is changed for another, by which he is the same', async () => {
    const { id, params } = await visit(server.url, key);
    expect(await come(params.visitorToken).visitor.renewToken.mutate()).toEqual({ visitorToken: null });
    expect((await come(params.visitorToken).visitor.start.mutate({})).renew).toBe(false);
    await age(params.visitorToken, DAY_MS + 1_000);
    expect((await come(params.visitorToken).visitor.start.mutate({})).renew).toBe(true);
    const { visitorToken: next } = await come(params.visitorToken).visitor.renewToken.mutate();
    const started = await come(next ?? '').visitor.start.mutate({});
    expect(started).toMatchObject({ visitor: { id }, visitorToken: next, renew: false });
  });

  test('[AU5] case 36: once the new one is used, the old one is good for a moment and then nobody’s', async () => {
    const { id, params } = await oldVisitor();
    const { visitorToken: next } = await come(params.visitorToken).visitor.renewToken.mutate();
    await using socket = connectSocket(server.url, params);
    await socket.api.health.query();
    await socket.api.visitor.keepToken.mutate({ visitorToken: next ?? '' });
    // Another tab's request that was on its way.
    expect((await come(params.visitorToken).visitor.start.mutate({})).visitor.id).toBe(id);
    await endGrace(params.visitorToken);
    expect(await refusal(come(params.visitorToken).visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
    expect((await come(next ?? '').visitor.start.mutate({})).visitor.id).toBe(id);
    // What was open goes on, and says so: it is the browser's, not the token's.
    expect(await socket.api.visitor.start.mutate({})).toMatchObject({ visitorToken: next, renew: false });
    await socket.api.conversation.open.mutate();
  });

  test('[AU5] an answer that is lost, a crash before it is stored, lock nobody out', async () => {
    const { id, params } = await oldVisitor();
    const { visitorToken: lost } = await come(params.visitorToken).visitor.renewToken.mutate();
    // Another tab that asks at once gets none: it finds the first one's in their storage.
    expect(await come(params.visitorToken).visitor.renewToken.mutate()).toEqual({ visitorToken: null });
    expect((await come(params.visitorToken).visitor.start.mutate({})).visitor.id).toBe(id);
    await age(lost ?? '', LIMITS.visitorTokenGraceMs + 1_000);
    const { visitorToken: next } = await come(params.visitorToken).visitor.renewToken.mutate();
    expect((await come(next ?? '').visitor.start.mutate({})).visitor.id).toBe(id);
    expect(await refusal(come(lost ?? '').visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
  });

  test('[AU5] another’s token is not his to keep', async () => {
    const [mine, theirs] = [await oldVisitor(), await oldVisitor()];
    const { visitorToken } = await come(theirs.params.visitorToken).visitor.renewToken.mutate();
    const keep = come(mine.params.visitorToken).visitor.keepToken.mutate({ visitorToken: visitorToken ?? '' });
    expect(await refusal(keep)).toBe('UNAUTHENTICATED');
  });

  test('[AU5] case 36: it is good on the site it was made on', async () => {
    const started = await rawHttp(
      server.url,
      'mutation',
      'visitor.start',
      {},
      { 'x-parley-project': key, origin: SHOP },
    );
    const visitorToken = /"visitorToken":"([^"]+)"/.exec(started.body)?.[1] ?? '';
    const params = { projectKey: key, visitorToken };
    const ask = (origin?: string) =>
      rawHttp(server.url, 'query', 'health', undefined, { ...headersOf(params), ...(origin && { origin }) });
    expect((await ask(SHOP)).status).toBe(200);
    expect((await ask(BRANCH)).status).toBe(401);
    expect((await ask()).status).toBe(401);
    for (const origin of [BRANCH, undefined]) {
      await using socket = await RawSocket.open({ url: server.url, params, origin });
      expect(await socket.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
    }
    await using own = await RawSocket.open({ url: server.url, params, origin: SHOP });
    expect(await own.call('query', 'health', undefined)).toContain('"ok":true');
  });

  test('[AU5] one that knows of no site is that one’s on which it is used first', async () => {
    const { params } = await visit(server.url, key);
    const ask = (origin?: string) =>
      rawHttp(server.url, 'query', 'health', undefined, { ...headersOf(params), ...(origin && { origin }) });
    expect((await ask()).status).toBe(200);
    const statuses = await Promise.all([SHOP, BRANCH, SHOP, BRANCH].map(async (each) => (await ask(each)).status));
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, 401, 401]);
    const [first, second] = statuses[0] === 200 ? [SHOP, BRANCH] : [BRANCH, SHOP];
    expect([(await ask(first)).status, (await ask(second)).status, (await ask()).status]).toEqual([200, 401, 401]);
  });

  test.skipIf(kind === 'embedded')(
    '[AU5] [AU1] one that is ended at the moment of its first use on a site opens nothing',
    async () => {
      const { id, params } = await visit(server.url, key);
      const { db } = server.running.services;
      const asked = await acrossProjects(db)
        .transaction()
        .execute(async (trx) => {
          await trx.deleteFrom('visitor_session').where('visitor_id', '=', id).execute();
          const answer = rawHttp(server.url, 'query', 'health', undefined, { ...headersOf(params), origin: SHOP });
          await untilBlocked(db);
          return { answer };
        });
      const { status, body } = await asked.answer;
      expect([status, body]).toEqual([401, expect.stringContaining('"UNAUTHENTICATED"')]);
    },
  );

  test('[AU5] it ends thirty days after its last use, and half a year after its first', async () => {
    const db = acrossProjects(server.running.services.db);
    const { id, params } = await visit(server.url, key);
    const set = (values: { used_at?: Date; created_at?: Date; expires_at?: Date }) =>
      db.updateTable('visitor_session').set(values).where('visitor_id', '=', id).execute();
    const end = async () =>
      (
        await db
          .selectFrom('visitor_session')
          .select('expires_at')
          .where('visitor_id', '=', id)
          .executeTakeFirstOrThrow()
      ).expires_at;
    await set({ used_at: new Date(Date.now() - 10 * DAY_MS), expires_at: new Date(Date.now() + 20 * DAY_MS) });
    await come(params.visitorToken).visitor.start.mutate({});
    expect((await end()).getTime()).toBeGreaterThan(Date.now() + 29 * DAY_MS);
    await set({ created_at: new Date(Date.now() - 170 * DAY_MS), used_at: new Date(Date.now() - DAY_MS) });
    await come(params.visitorToken).visitor.start.mutate({});
    expect((await end()).getTime()).toBeLessThan(Date.now() + 11 * DAY_MS);
    await set({ expires_at: new Date() });
    expect(await refusal(come(params.visitorToken).visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
  });

  describe('in a rolling deploy', () => {
    /** As a node of the version before has made him. */
    async function oldNodesVisitor(): Promise<string> {
      const db = acrossProjects(server.running.services.db);
      const { id, params } = await visit(server.url, key);
      await db.deleteFrom('visitor_session').where('visitor_id', '=', id).execute();
      return params.visitorToken;
    }
    /** What such a node would let in. */
    async function isKnownToOldNode(token: string): Promise<boolean> {
      const db = acrossProjects(server.running.services.db);
      const row = db.selectFrom('visitor').select('id').where('token_hash', '=', hashToken(token));
      return (await row.executeTakeFirst()) !== undefined;
    }

    test('[AU5] a token of an older node is good here, for all tabs that come at once', async () => {
      const token = await oldNodesVisitor();
      const all = await Promise.all(Array.from({ length: 5 }, () => come(token).visitor.start.mutate({})));
      expect(new Set(all.map(({ visitor }) => visitor.id)).size).toBe(1);
      expect(all[0]?.visitorToken).toBe(token);
    });

    test('[AU5] an older node lets in by the newest token, and by none that was changed or revoked', async () => {
      const { params } = await oldVisitor();
      const old = params.visitorToken;
      expect(await isKnownToOldNode(old)).toBe(true);
      const { visitorToken: next } = await come(old).visitor.renewToken.mutate();
      expect(await isKnownToOldNode(old)).toBe(true);
      await come(next ?? '').visitor.start.mutate({});
      expect([await isKnownToOldNode(old), await isKnownToOldNode(next ?? '')]).toEqual([false, true]);
      await come(next ?? '').visitor.logout.mutate();
      expect(await isKnownToOldNode(next ?? '')).toBe(false);
      expect(await refusal(come(next ?? '').visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
      expect(await refusal(come(old).visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
    });
  });
});
