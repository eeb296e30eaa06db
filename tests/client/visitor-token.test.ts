import { createVisitorClient, memoryStorage, type KeyValueStore, type VisitorClientOptions } from '@parley/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashToken } from '../../packages/api/src/access/tokens.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator } from '../support/people.ts';
import { openSite, type Site } from '../support/site.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Tells when a value is stored that fits. */
function watched(fits: (key: string, value: string) => boolean): { storage: KeyValueStore; stored: Promise<string> } {
  const storage = memoryStorage();
  const { promise, resolve } = Promise.withResolvers<string>();
  const set: KeyValueStore['set'] = async (key, value) => {
    await storage.set(key, value);
    if (fits(key, value)) resolve(value);
  };
  return { storage: { ...storage, set }, stored: promise };
}

describe('what lets a visitor in, as time goes by', () => {
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
  function visitor(options: Partial<VisitorClientOptions>) {
    const client = createVisitorClient({ serverUrl: server.url, projectKey: site.project.key, ...options });
    clients.push(client);
    return client;
  }

  test('[AU5] a token that is a day old is changed while the conversation goes on', async () => {
    let old: string | null = null;
    const { storage, stored } = watched((key, value) => key === 'visitor-token' && old !== null && value !== old);
    const { visitor: before } = await visitor({ storage }).start();
    old = await storage.get('visitor-token');
    const { db } = server.running.services;
    const made_at = new Date(Date.now() - DAY_MS - 1_000);
    await db
      .updateTable('visitor_token')
      .set({ made_at })
      .where('token_hash', '=', hashToken(old ?? ''))
      .execute();

    const client = visitor({ storage });
    await client.start();
    const thread = client.thread(await client.openConversation());
    const token = await stored;
    await thread.send('the line has not been cut').acknowledged;
    expect(client.connection.getSnapshot().state).toBe('online');
    expect(await storage.get('visitor-token-next')).toBeNull();
    await db
      .updateTable('visitor_token')
      .set({ until: new Date(0) })
      .where('token_hash', '=', hashToken(old ?? ''))
      .execute();
    const door = (visitorToken: string) => overHttp(server.url, { projectKey: site.project.key, visitorToken });
    expect(await refusal(door(old ?? '').visitor.start.mutate({}))).toBe('UNAUTHENTICATED');
    expect((await door(token).visitor.start.mutate({})).visitor.id).toBe(before.id);
    thread.close();
  });

  test('[AU4] the site is asked for another word before the time of the last one is over, and no line is cut', async () => {
    const asked = Promise.withResolvers<void>();
    let times = 0;
    const getToken = (): Promise<string> => {
      times += 1;
      if (times === 2) asked.resolve();
      const seconds = times === 1 ? 5 : 600;
      return site.vouchFor('u-1', { exp: Math.floor(Date.now() / 1_000) + seconds });
    };
    const client = visitor({ identity: { getToken } });
    await client.start();
    const states: string[] = [];
    client.connection.subscribe(() => states.push(client.connection.getSnapshot().state));
    await asked.promise;
    const { visitor: still } = await client.start();
    expect(still.id).toBe((await client.start()).visitor.id);
    expect(states).toEqual([]);
  });

  test('[AU4] when the site then says that nobody is signed in, he is gone from here', async () => {
    let times = 0;
    const storage = memoryStorage();
    const getToken = (): Promise<string | null> => {
      times += 1;
      if (times > 1) return Promise.resolve(null);
      return site.vouchFor('u-2', { exp: Math.floor(Date.now() / 1_000) + 5 });
    };
    const client = visitor({ storage, identity: { getToken } });
    await client.start();
    expect(await new Promise((resolve) => client.onPerson(resolve))).toBe('loggedOut');
    expect(await storage.keys()).toEqual([]);
  });
});
