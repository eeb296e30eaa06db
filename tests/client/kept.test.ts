import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createAnonymousClient,
  createOperatorClient,
  type KeyValueStore,
  memoryStorage,
  type OperatorClient,
  type ThreadSnapshot,
} from '@parley/client';
import { startFlakyProxy } from './flaky-proxy.ts';
import { startParley, until, type Parley } from './parley.ts';

const texts = ({ items }: ThreadSnapshot) =>
  items.flatMap((item) => (item.kind === 'message' || item.kind === 'note' ? [item.text] : []));

/** A device's storage that tells what is put into it. */
function toldStorage(): KeyValueStore & { until(fits: (key: string, value: string) => boolean): Promise<void> } {
  const storage = memoryStorage();
  const waiting = new Set<(key: string, value: string) => void>();
  return {
    ...storage,
    async set(key, value) {
      await storage.set(key, value);
      for (const look of waiting) look(key, value);
    },
    until: (fits) =>
      new Promise((resolve) => {
        const look = (key: string, value: string) => {
          if (!fits(key, value)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
      }),
  };
}

let parley: Parley;
beforeAll(async () => {
  parley = await startParley();
});
afterAll(() => parley[Symbol.asyncDispose]());

/** A conversation that a device has shown and kept, with a message and a note in it; the device is off now. */
async function keptByADevice() {
  const visitor = parley.visitor();
  await visitor.start({ attributes: { name: 'Ada' } });
  const conversationId = await visitor.openConversation();
  const asked = visitor.thread(conversationId);
  await asked.send('Do you ship to Norway?').acknowledged;
  await parley.operator.thread(conversationId).addNote('She is in Bergen').acknowledged;
  const storage = toldStorage();
  const device = (serverUrl: string) => createOperatorClient({ serverUrl, sessionToken: parley.sessionToken, storage });
  const first = device(parley.server.url);
  const written = Promise.all([
    storage.until((key, value) => key.includes(`thread:${conversationId}`) && value.includes('Bergen')),
    storage.until(
      (key, value) => key.includes('inbox:') && value.includes(conversationId) && value.includes('"unassigned":'),
    ),
  ]);
  first.inbox(parley.projectId);
  first.thread(conversationId);
  await written;
  await first.close();
  return { conversationId, asked, storage, device };
}

/** Where a device still has something of it. */
async function traces(storage: KeyValueStore, id: string): Promise<string[]> {
  const found: string[] = [];
  for (const key of await storage.keys()) {
    if (key.includes(id) || (await storage.get(key))?.includes(id)) found.push(key);
  }
  return found;
}

async function erase(conversationId: string): Promise<void> {
  const { api } = parley.operator;
  const view = await api.conversation.get.query({ conversationId });
  if (!('visitor' in view)) throw new Error('the view of a visitor');
  await api.account.prove.mutate({ password: 'correct horse' });
  await api.privacy.eraseVisitor.mutate({ projectId: parley.projectId, visitorId: view.visitor.id });
}

async function shelfKeys(storage: KeyValueStore): Promise<string[]> {
  return (await storage.keys()).filter((key) => key.startsWith('shelf:'));
}

describe('what a device has kept', () => {
  test('is shown while there is no network, and takes in what happened meanwhile, each thing once', async () => {
    const { conversationId, asked, device } = await keptByADevice();
    const proxy = await startFlakyProxy(parley.server.url);
    await using _ = proxy;
    proxy.silent = true;
    const later = device(proxy.url);
    const inbox = later.inbox(parley.projectId);
    const thread = later.thread(conversationId);
    const offline = await until(thread, ({ isKept }) => isKept);
    expect(offline.state).toBe('loading');
    expect(texts(offline)).toEqual(['Do you ship to Norway?', 'She is in Bergen']);
    const list = await until(inbox, ({ isKept }) => isKept);
    expect(list.items.find(({ id }) => id === conversationId)?.visitor.name).toBe('Ada');
    expect(list.counts?.open).toBeGreaterThan(0);

    const answer = thread.send('We do.').acknowledged;
    await asked.send('By when?').acknowledged;
    proxy.silent = false;
    proxy.cut();
    await answer;
    const fresh = await until(thread, (snapshot) => snapshot.state === 'ready' && texts(snapshot).includes('We do.'));
    expect(fresh.isKept).toBe(false);
    expect(texts(fresh).toSorted()).toEqual(['By when?', 'Do you ship to Norway?', 'She is in Bergen', 'We do.']);
    await until(inbox, ({ state, isKept }) => state === 'ready' && !isKept);
    await later.close();
  });

  test('is gone when the operator signs out, and nothing is kept any more', async () => {
    const { conversationId, storage, device } = await keptByADevice();
    const later: OperatorClient = device(parley.server.url);
    expect(await shelfKeys(storage)).not.toEqual([]);
    const thread = later.thread(conversationId);
    await until(thread, ({ state }) => state === 'ready');
    await later.shelf.clear();
    await later.close();
    expect(await shelfKeys(storage)).toEqual([]);
  });

  test('of a conversation that was erased is dropped when that is learnt', async () => {
    const { conversationId, storage, device } = await keptByADevice();
    const dropped = (await shelfKeys(storage)).filter((key) => key.includes(conversationId));
    expect(dropped).toHaveLength(1);
    await erase(conversationId);
    const later = device(parley.server.url);
    const thread = later.thread(conversationId);
    await until(thread, ({ state }) => state === 'error');
    await expect.poll(async () => (await shelfKeys(storage)).filter((key) => key.includes(conversationId))).toEqual([]);
    await later.close();
  });

  test('of a conversation that is erased leaves the lists that are not looked at, too', async () => {
    const { conversationId, storage, device } = await keptByADevice();
    await parley.operator.api.conversation.setStatus.mutate({ conversationId, status: 'closed' });
    const later = device(parley.server.url);
    const inbox = later.inbox(parley.projectId);
    const kept = storage.until((key, value) => key.endsWith(':closed') && value.includes(conversationId));
    inbox.setFilter('closed');
    await kept;
    inbox.setFilter('open');
    await until(inbox, ({ state }) => state === 'ready');
    await erase(conversationId);
    await expect.poll(() => traces(storage, conversationId)).toEqual([]);
    await later.close();
  });

  test('of a conversation that was erased while the app was closed is gone when it is opened', async () => {
    const { conversationId, storage, device } = await keptByADevice();
    await erase(conversationId);
    const later = device(parley.server.url);
    later.inbox(parley.projectId);
    await expect.poll(() => traces(storage, conversationId)).toEqual([]);
    await later.close();
  });

  test.each([{ type: 'delete' }, { type: 'edit', text: 'Do you ship?' }] as const)(
    'of a conversation goes with a message that is taken back in it ($type), whether or not it is opened',
    async (change) => {
      const { conversationId, asked, storage, device } = await keptByADevice();
      const words = 'Do you ship to Norway?';
      const holders = async () => {
        const held = (await traces(storage, conversationId)).map((key) => storage.get(key));
        return (await Promise.all(held)).filter((value) => value?.includes(words)).length;
      };
      expect(await holders()).toBe(2);
      const later = device(parley.server.url);
      await until(later.inbox(parley.projectId), ({ state }) => state === 'ready');
      const [message] = asked.getSnapshot().items;
      await asked.change(message?.key ?? '', change).acknowledged;
      await expect.poll(holders).toBe(0);
      await later.close();
    },
  );

  test('of a conversation that is before somebody is kept on, without the message that is deleted', async () => {
    const { conversationId, asked, storage, device } = await keptByADevice();
    const later = device(parley.server.url);
    const thread = later.thread(conversationId);
    await until(thread, ({ state }) => state === 'ready');
    await until(later.inbox(parley.projectId), ({ state }) => state === 'ready');
    const [message] = asked.getSnapshot().items;
    const written = storage.until(
      (key, value) => key.includes(`thread:${conversationId}`) && !value.includes('Norway'),
    );
    await asked.change(message?.key ?? '', { type: 'delete' }).acknowledged;
    await until(thread, ({ items }) => items.some((item) => item.kind === 'message' && item.changes?.deleted === true));
    await written;
    await later.close();
    const copies = (await shelfKeys(storage)).filter((key) => key.includes(`thread:${conversationId}`));
    expect(await Promise.all(copies.map((key) => storage.get(key)))).toEqual([expect.stringContaining('Bergen')]);
  });

  test('of a project that was left is gone, and of another one stays', async () => {
    const account = { email: 'bob@example.com', password: 'correct horse', name: 'Bob' };
    const anonymous = createAnonymousClient({ serverUrl: parley.server.url });
    const { sessionToken, operator: bob } = await anonymous.api.account.register.mutate(account);
    await anonymous.close();
    const { api } = parley.operator;
    await api.account.prove.mutate({ password: account.password });
    const { projectId } = parley;
    const { token } = await api.member.invite.mutate({ projectId, email: account.email, role: 'agent' });
    const storage = toldStorage();
    const device = createOperatorClient({ serverUrl: parley.server.url, sessionToken, storage });
    await device.api.member.accept.mutate({ token });
    const visitor = parley.visitor();
    await visitor.start();
    const conversationId = await visitor.openConversation();
    await visitor.thread(conversationId).send('Hello').acknowledged;
    const own = await device.api.project.create.mutate({ name: 'His' });
    const written = Promise.all([
      storage.until((key) => key.includes(`thread:${conversationId}`)),
      storage.until((key, value) => key.includes(`inbox:${projectId}`) && value.includes(conversationId)),
      storage.until((key) => key.includes(`inbox:${own.id}`)),
    ]);
    const inbox = device.inbox(projectId);
    device.inbox(own.id);
    device.thread(conversationId);
    await written;
    await api.member.remove.mutate({ projectId, operatorId: bob.id });
    await until(inbox, ({ state }) => state === 'error');
    await expect.poll(() => traces(storage, conversationId)).toEqual([]);
    expect(await shelfKeys(storage)).toContain(`shelf:1:inbox:${own.id}:open`);
    await device.close();
  });
});
