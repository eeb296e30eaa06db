/** Whatever comes in between, nobody is let in as somebody else, and nobody loses who he is. */
import { setImmediate } from 'node:timers/promises';
import { createVisitorClient, memoryStorage, parleyErrorOf, type VisitorClientOptions } from '@parley/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { hashToken } from '../../packages/api/src/access/tokens.ts';
import { overHttp } from '../support/api-client.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator } from '../support/people.ts';
import { openSite, type Site } from '../support/site.ts';
import { until } from './parley.ts';
import { twoTabs } from './two-tabs.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('another person, another token', () => {
  let server: InProcessServer;
  let site: Site;
  const clients: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    server = await startFresh('embedded');
    site = await openSite(server.url, await registerOperator(server.url));
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await server[Symbol.asyncDispose]();
  });
  function visitor(options: Partial<VisitorClientOptions> = {}) {
    const client = createVisitorClient({ serverUrl: server.url, projectKey: site.project.key, ...options });
    clients.push(client);
    return client;
  }
  const signedIn = (subject: string) => ({ getToken: () => site.vouchFor(subject) });
  const door = (visitorToken: string) => overHttp(server.url, { projectKey: site.project.key, visitorToken });
  const rowOf = (token: string) => ({
    set: (values: { made_at?: Date; until?: Date }) =>
      server.running.services.db
        .updateTable('visitor_token')
        .set(values)
        .where('token_hash', '=', hashToken(token))
        .execute(),
    isUsed: async () => {
      const query = server.running.services.db.selectFrom('visitor_token').select('used_at');
      return (await query.where('token_hash', '=', hashToken(token)).executeTakeFirst())?.used_at instanceof Date;
    },
  });
  /** Somebody in a browser of his own: what that has stored. */
  async function another(identity?: VisitorClientOptions['identity']) {
    const storage = memoryStorage();
    const { visitor: who } = await visitor({ storage, ...(identity && { identity }) }).start();
    const [person, token] = [await storage.get('visitor'), await storage.get('visitor-token')];
    if (person === null || token === null) throw new Error('nothing was stored');
    return { id: who.id, person, token };
  }

  test('[AU5] who says `start` over the line of the old token is not given that one back', async () => {
    const storage = memoryStorage();
    const changed = Promise.withResolvers<void>();
    const [here, there] = twoTabs();
    const tell: typeof here.tell = (word) => {
      here.tell(word);
      changed.resolve();
    };
    const waiting = visitor({ storage, tabs: there });
    const { visitor: before } = await waiting.start();
    const old = (await storage.get('visitor-token')) ?? '';
    await rowOf(old).set({ made_at: new Date(Date.now() - DAY_MS - 1_000) });
    const renewing = visitor({ storage, tabs: { ...here, tell } });
    await renewing.start();
    await changed.promise;
    const next = await storage.get('visitor-token');
    expect(next).not.toBe(old);
    for (const tab of [renewing, waiting]) {
      await tab.start();
      expect(await storage.get('visitor-token')).toBe(next);
    }
    await rowOf(old).set({ until: new Date(0) });
    expect((await visitor({ storage }).start()).visitor.id).toBe(before.id);
  });

  test('[AU4] a new token is not stored over another person’s', async () => {
    const storage = memoryStorage();
    await visitor({ storage }).start();
    const old = (await storage.get('visitor-token')) ?? '';
    await rowOf(old).set({ made_at: new Date(Date.now() - DAY_MS - 1_000) });
    const other = await another();
    const offered = Promise.withResolvers<string>();
    const set: typeof storage.set = async (key, value) => {
      await storage.set(key, value);
      if (key !== 'visitor-token-next') return;
      await storage.set('visitor', other.person);
      await storage.set('visitor-token', other.token);
      offered.resolve(value);
    };
    const client = visitor({ storage: { ...storage, set } });
    await client.start();
    const next = await offered.promise;
    await expect.poll(() => rowOf(next).isUsed()).toBe(true);
    await client.api.health.query();
    expect(await storage.get('visitor-token')).toBe(other.token);
  });

  test('[AU4] a token stays stored when the one who was stored beside it is somebody else', async () => {
    const storage = memoryStorage();
    const { visitor: who } = await visitor({ storage }).start();
    await storage.set('visitor', `${uuidv7()} anonymous`);
    expect((await visitor({ storage }).start()).visitor.id).toBe(who.id);
    expect((await visitor({ storage }).start()).visitor.id).toBe(who.id);
  });

  test.each(['anonymous', 'verified'])(
    '[AU4] whose session is over does not go on as another, %s one, whom another tab has stored',
    async (kind) => {
      const storage = memoryStorage();
      const client = visitor({ storage });
      await client.start();
      const own = (await storage.get('visitor-token')) ?? '';
      const other = await another(kind === 'verified' ? signedIn('u-1') : undefined);
      await storage.set('visitor', other.person);
      await storage.set('visitor-token', other.token);
      const told = new Promise((resolve) => client.onPerson(resolve));
      await door(own).visitor.logout.mutate();
      await until(client.connection, ({ state }) => state !== 'online');
      const back = until(client.connection, ({ state }) => state === 'online').then(() => 'he came back as the other');
      expect(await Promise.race([told, back])).toBe(kind === 'verified' ? 'elsewhere' : 'ended');
      // That one has lost nothing.
      expect((await visitor({ storage }).start()).visitor.id).toBe(other.id);
    },
  );

  test('[AU4] a logout while he is being stored leaves nothing of him', async () => {
    const storage = memoryStorage();
    const [storing, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const set: typeof storage.set = async (key, value) => {
      if (key === 'visitor-token') {
        storing.resolve();
        await stored.promise;
      }
      await storage.set(key, value);
    };
    const client = visitor({ storage: { ...storage, set } });
    const identified = client.identify(signedIn('u-2')).catch((cause: unknown) => parleyErrorOf(cause).code);
    await storing.promise;
    const loggedOut = client.logout();
    stored.resolve();
    await loggedOut;
    expect(await identified).toBe('CLOSED');
    expect(await storage.keys()).toEqual([]);
  });

  test.each(['messages', 'tokens'])(
    '[AU4] a logout while another’s %s are cleared away leaves nothing',
    async (what) => {
      const storage = memoryStorage();
      await visitor({ storage }).start();
      const [clearing, cleared] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let isFirst = true;
      const hold = async () => {
        if (!isFirst) return;
        isFirst = false;
        clearing.resolve();
        await cleared.promise;
      };
      const keys = async () => {
        // Nobody has asked before: these are of the outbox that is emptied.
        if (what === 'messages') await hold();
        return storage.keys();
      };
      const remove = async (key: string) => {
        if (what === 'tokens' && key === 'visitor-token') await hold();
        await storage.delete(key);
      };
      const client = visitor({ storage: { ...storage, keys, delete: remove } });
      const identified = client.identify(signedIn('u-8')).catch((cause: unknown) => parleyErrorOf(cause).code);
      await clearing.promise;
      const loggedOut = client.logout();
      await setImmediate();
      cleared.resolve();
      await loggedOut;
      expect(await identified).toBe('CLOSED');
      expect(await storage.keys()).toEqual([]);
    },
  );

  test('[AU4] whom the site names while it is asked about the one before is who comes in', async () => {
    const storage = memoryStorage();
    await visitor({ storage }).identify(signedIn('u-3'));
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<string | null>()];
    const getToken = (): Promise<string | null> => {
      asked.resolve();
      return answer.promise;
    };
    const client = visitor({ storage });
    const before = client.identify({ getToken });
    await asked.promise;
    const named = client.identify(signedIn('u-4'));
    answer.resolve(null);
    const { id } = await another(signedIn('u-4'));
    expect((await before).visitor.id).toBe(id);
    expect((await named).visitor.id).toBe(id);
  });

  test('[AU4] a word about the one before that comes late changes nothing', async () => {
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<string>();
    let times = 0;
    const getToken = (): Promise<string> => {
      times += 1;
      if (times === 1) return site.vouchFor('u-5', { exp: Math.floor(Date.now() / 1_000) + 5 });
      asked.resolve();
      return late.promise;
    };
    const client = visitor({ identity: { getToken } });
    await client.start();
    const changes: string[] = [];
    client.onPerson((why) => changes.push(why));
    await asked.promise;
    await client.identify(signedIn('u-6'));
    late.resolve(await site.vouchFor('u-5'));
    await client.start();
    await client.start();
    expect(changes).toEqual(['identified']);
  });

  test('a page that is closed while the site is asked leaves what was not sent yet', async () => {
    const storage = memoryStorage();
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<null>();
    let times = 0;
    const getToken = (): Promise<string | null> => {
      times += 1;
      if (times === 1) return site.vouchFor('u-7');
      asked.resolve();
      return late.promise;
    };
    const client = visitor({ storage, identity: { getToken } });
    await client.start();
    const thread = client.thread(await client.openConversation());
    await door((await storage.get('visitor-token')) ?? '').visitor.logout.mutate();
    await asked.promise;
    const { messageId } = thread.send('not sent yet');
    await client.close();
    late.resolve(null);
    await setImmediate();
    expect(await storage.keys()).toContain(`outbox:${messageId}`);
  });
});
