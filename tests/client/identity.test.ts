import { memoryStorage, parleyErrorOf, type Identity, type KeyValueStore } from '@parley/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import { addKey, type Site } from '../support/site.ts';
import { startParley, until, type Parley } from './parley.ts';
import { twoTabs } from './two-tabs.ts';

async function contentOf(storage: KeyValueStore): Promise<string> {
  const keys = await storage.keys();
  return JSON.stringify(await Promise.all(keys.map(async (key) => [key, await storage.get(key)])));
}

describe('who the visitor is', () => {
  let parley: Parley;
  let site: Site;
  beforeAll(async () => {
    parley = await startParley();
    const { operator, projectId, server, sessionToken } = parley;
    const project = await operator.api.project.get.query({ projectId });
    site = await addKey(server.url, { params: { sessionToken } }, project);
  });
  afterAll(() => parley[Symbol.asyncDispose]());
  const signedIn = (subject: string): Identity => ({ getToken: () => site.vouchFor(subject) });

  test('[AU4] the same person has his conversation on another device', async () => {
    const phone = parley.visitor();
    await phone.identify(signedIn('u-1'));
    const id = await phone.openConversation();
    const thread = phone.thread(id);
    await thread.send('from the phone').acknowledged;
    const desk = parley.visitor();
    const { conversation } = await desk.identify(signedIn('u-1'));
    expect(conversation?.id).toBe(id);
    const there = desk.thread(id);
    await until(there, ({ items }) => items.some((item) => item.kind === 'message' && item.text === 'from the phone'));
    thread.close();
    there.close();
  });

  test('[AU4] case 39: after an anonymous visit, an identified one and a logout, the next person finds nothing', async () => {
    const storage = memoryStorage();
    const first = parley.visitor({ storage });
    const anonymous = await first.start();
    await first.thread(await first.openConversation()).send('anonymous words').acknowledged;
    const uma = await first.identify(signedIn('u-2'));
    expect(uma.visitor.id).not.toBe(anonymous.visitor.id);
    expect(uma.conversation).toBeNull();
    await first.thread(await first.openConversation()).send('words of Uma').acknowledged;
    const token = await storage.get('visitor-token');
    await first.logout();
    expect(await storage.keys()).toEqual([]);
    const params = { projectKey: parley.projectKey, visitorToken: token ?? '' };
    await expect(overHttp(parley.server.url, params).visitor.start.mutate({})).rejects.toThrow('UNAUTHENTICATED');

    const next = parley.visitor({ storage });
    const stranger = await next.start();
    expect(stranger.conversation).toBeNull();
    expect([anonymous.visitor.id, uma.visitor.id]).not.toContain(stranger.visitor.id);
    expect(await contentOf(storage)).not.toContain('words');
    // Uma herself comes back on any device.
    expect((await parley.visitor().identify(signedIn('u-2'))).visitor.id).toBe(uma.visitor.id);
  });

  test('[AU4] a logout with messages on their way leaves none of them, and sends none as somebody else', async () => {
    const storage = memoryStorage();
    const client = parley.visitor({ storage });
    await client.identify(signedIn('u-3'));
    const id = await client.openConversation();
    const sent = ['one', 'two', 'three'].map((text) => client.thread(id).send(text).acknowledged);
    const outcomes = Promise.allSettled(sent);
    await client.logout();
    await outcomes;
    expect(await storage.keys()).toEqual([]);
    await client.start();
    expect(await contentOf(storage)).not.toMatch(/one|two|three/);
  });

  test('[AU4] what is told in one tab holds in the other', async () => {
    const storage = memoryStorage();
    const [here, there] = twoTabs();
    const one = parley.visitor({ storage, tabs: here });
    const other = parley.visitor({ storage, tabs: there });
    await one.identify(signedIn('u-4'));
    await other.identify(signedIn('u-4'));
    const told = new Promise((resolve) => other.onPerson(resolve));
    await one.logout();
    expect(await told).toBe('elsewhere');
    expect(await storage.keys()).toEqual([]);
    expect((await other.start()).conversation).toBeNull();
  });

  test('[AU4] the site says that nobody is signed in: whoever was is not let in by what the browser remembers', async () => {
    const storage = memoryStorage();
    const first = parley.visitor({ storage });
    const { visitor } = await first.identify(signedIn('u-5'));
    await first.close();
    const second = parley.visitor({ storage, identity: { getToken: () => Promise.resolve(null) } });
    expect((await second.start()).visitor.id).not.toBe(visitor.id);
  });

  test('[AU4] without a new word of the site’s he comes back by what the browser remembers, while the old one lasts', async () => {
    const storage = memoryStorage();
    const first = parley.visitor({ storage });
    const { visitor } = await first.identify({ token: await site.vouchFor('u-6') });
    await first.close();
    expect((await parley.visitor({ storage }).start()).visitor.id).toBe(visitor.id);
  });

  test('a word that is not good is refused with its code, and nobody comes in', async () => {
    const client = parley.visitor();
    const refused = await client.identify({ token: 'a.b.c' }).catch((cause: unknown) => parleyErrorOf(cause).code);
    expect(refused).toBe('IDENTITY_INVALID');
  });

  test('[AU4] when the server does not know the session any more, the site is asked, and the thread goes on', async () => {
    const storage = memoryStorage();
    let asked = 0;
    const client = parley.visitor({
      storage,
      identity: { getToken: () => ((asked += 1), site.vouchFor('u-7')) },
    });
    const { visitor } = await client.start();
    const id = await client.openConversation();
    const thread = client.thread(id);
    await until(thread, ({ state }) => state === 'ready');
    expect(asked).toBe(1);
    // Somebody has ended it: a logout by its token, as from another place.
    const params = { projectKey: parley.projectKey, visitorToken: (await storage.get('visitor-token')) ?? '' };
    await overHttp(parley.server.url, params).visitor.logout.mutate();
    await until(client.connection, ({ state }) => state === 'reconnecting');
    await until(client.connection, ({ state }) => state === 'online');
    expect(asked).toBe(2);
    await thread.send('still here').acknowledged;
    expect(thread.getSnapshot().state).toBe('ready');
    expect((await client.start()).visitor.id).toBe(visitor.id);
  });

  test('a tab that has the token of before takes the one that another tab has stored', async () => {
    const storage = memoryStorage();
    const client = parley.visitor({ storage });
    const { visitor } = await client.start();
    const good = (await storage.get('visitor-token')) ?? '';
    await storage.set('visitor-token', 'pvt_gone');
    await storage.set('visitor-token-next', good);
    expect((await parley.visitor({ storage }).start()).visitor.id).toBe(visitor.id);
  });

  test('two tokens that are both gone are tried once each', async () => {
    const storage = memoryStorage();
    await storage.set('visitor-token', 'pvt_gone');
    await storage.set('visitor-token-next', 'pvt_gone_too');
    await parley.visitor({ storage }).start();
    expect(await contentOf(storage)).not.toContain('gone');
  });

  test('an anonymous visitor whose token is gone becomes a new one, as before', async () => {
    const storage = memoryStorage();
    await storage.set('visitor-token', 'pvt_gone');
    const { visitor } = await parley.visitor({ storage }).start();
    expect((await parley.visitor({ storage }).start()).visitor.id).toBe(visitor.id);
  });
});
