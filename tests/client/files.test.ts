import { createVisitorClient, memoryStorage } from '@parley/client';
import { expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { Files } from '../../packages/client/src/files/files.ts';
import { FakeClock } from './fake-clock.ts';

test('a file that is being taken up while its person goes is not taken up, and leaves the device', async () => {
  const storage = memoryStorage();
  const id = uuidv7();
  await storage.set(`upload:${id}`, JSON.stringify({ conversationId: 'c', name: 'plan.txt' }));
  await storage.blobs.set(id, new Blob(['a plan']));
  const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const get: typeof storage.blobs.get = async (key) => {
    const blob = await storage.blobs.get(key);
    reached.resolve();
    await held.promise;
    return blob;
  };
  const serverUrl = 'http://nowhere.invalid';
  const { api } = createVisitorClient({ serverUrl, projectKey: 'none' });
  const files = new Files({
    api,
    patience: { clock: new FakeClock(), random: () => 0, onOnline: () => () => undefined },
    storage: { ...storage, blobs: { ...storage.blobs, get } },
    serverUrl,
    maxBytes: 1_000,
    headers: () => ({}),
    isOnline: () => false,
    closing: new AbortController().signal,
  });
  const resumed = files.resume(new Map([[id, null]]));
  await reached.promise;
  await files.forgetOwn();
  held.resolve();
  await resumed;
  expect([...files.uploads.getSnapshot().keys(), ...(await storage.keys())]).toEqual([]);
});
