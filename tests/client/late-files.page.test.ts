import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AttachmentItem, MessageItem, Thread, VisitorClient } from '@parley/client';
import { launchChromium } from '../support/chromium.ts';
import { bundleClientInChunks, type ClientFiles, openClientPage } from './client-page.ts';
import { startParley, type Parley } from './parley.ts';

const CODE = '**/file-work.js';

/** In the page. */
interface Chat {
  visitor: VisitorClient;
  thread: Thread;
  attached: (fits: (item: AttachmentItem | undefined) => boolean) => Promise<AttachmentItem | undefined>;
  message: (fits: (item: MessageItem) => boolean) => Promise<MessageItem>;
}

describe.skipIf(!inject('hasChromium'))('files whose code does not come', () => {
  let parley: Parley;
  let browser: Browser;
  let client: ClientFiles;
  beforeAll(async () => {
    [parley, browser, client] = await Promise.all([startParley(), launchChromium(), bundleClientInChunks()]);
  });
  afterAll(async () => {
    await browser.close();
    await parley[Symbol.asyncDispose]();
  });

  const open = () => openClientPage(browser, parley.server.url, client);
  const come = (page: Page) =>
    page.evaluateHandle(
      async ({ serverUrl, projectKey }): Promise<Chat> => {
        const { createVisitorClient, browserStorage } = window.parley;
        const visitor = createVisitorClient({ serverUrl, projectKey, storage: browserStorage('late') });
        await visitor.start();
        const thread = visitor.thread(await visitor.openConversation());
        function until<T, Found>(
          store: { getSnapshot: () => T; subscribe: (listener: () => void) => () => void },
          find: (value: T) => { found: Found } | null,
        ): Promise<Found> {
          return new Promise((resolve) => {
            const look = () => {
              const hit = find(store.getSnapshot());
              if (hit === null) return;
              stop();
              resolve(hit.found);
            };
            const stop = store.subscribe(look);
            look();
          });
        }
        return {
          visitor,
          thread,
          attached: (fits) => until(thread.attached, ([item]) => (fits(item) ? { found: item } : null)),
          message: (fits) =>
            until(thread, ({ items }) => {
              const found = items.find((item): item is MessageItem => item.kind === 'message' && fits(item));
              return found ? { found } : null;
            }),
        };
      },
      { serverUrl: parley.server.url, projectKey: parley.projectKey },
    );
  /** What this browser keeps of files. */
  const kept = (page: Page) =>
    page.evaluate(async () => {
      const request = indexedDB.open('parley', 1);
      await new Promise((resolve) => (request.onsuccess = resolve));
      const keys = request.result.transaction('values').objectStore('values').getAllKeys();
      await new Promise((resolve) => (keys.onsuccess = resolve));
      request.result.close();
      return keys.result.map(String).filter((key) => /upload:|blob:/.test(key));
    });
  const reload = async (page: Page) => {
    await page.reload();
    await page.waitForFunction(() => 'parley' in window);
  };

  test('a file is there at once, says when its code can’t be had, and goes when it can', async () => {
    await using opened = await open();
    const { page } = opened;
    await page.route(CODE, (route) => route.fulfill({ status: 404 }));
    const chat = await come(page);
    const states = await chat.evaluate(async ({ thread, attached }) => {
      thread.attach(new Blob(['a plan'], { type: 'text/plain' }), 'plan.txt');
      const [first] = thread.attached.getSnapshot();
      const failed = await attached((item) => item?.upload?.state === 'failed');
      return [first, failed].map((item) => [item?.name, item?.size, item?.upload?.state, item?.upload?.error]);
    });
    expect(states).toEqual([
      ['plan.txt', 6, 'waiting', null],
      ['plan.txt', 6, 'failed', 'NOT_LOADED'],
    ]);
    await page.unroute(CODE);
    const again = await chat.evaluate(async ({ thread, attached }) => {
      const [item] = thread.attached.getSnapshot();
      thread.retryUpload(item?.id ?? '');
      const at = thread.attached.getSnapshot()[0]?.upload?.state;
      return [
        at,
        (await attached((now) => now?.upload?.state !== 'waiting' && now?.upload?.state !== 'uploading'))?.upload
          ?.state,
      ];
    });
    expect(again).toEqual(['waiting', 'ready']);
  });

  test('a start waits for no code of files; its message has failed after a reload as well, and goes when it is tried again', async () => {
    await using opened = await open();
    const { page } = opened;
    await page.route(CODE, (route) => route.fulfill({ status: 404 }));
    await (
      await come(page)
    ).evaluate(async ({ thread, message }) => {
      const id = thread.attach(new Blob(['a plan'], { type: 'text/plain' }), 'plan.txt');
      thread.send('the plan', [id]).acknowledged.catch(() => undefined);
      await message(({ state }) => state === 'failed');
    });
    await reload(page);
    const chat = await come(page);
    const failed = await chat.evaluate(({ message }) => message(() => true));
    expect(failed).toMatchObject({ text: 'the plan', state: 'failed', error: 'NOT_LOADED' });
    expect(failed.attachments).toMatchObject([{ name: 'plan.txt', upload: { state: 'failed', error: 'NOT_LOADED' } }]);
    await page.unroute(CODE);
    const sent = await chat.evaluate(({ thread, message }) => {
      thread.retry(thread.getSnapshot().items[0]?.key ?? '');
      return message(({ seq }) => seq !== null);
    });
    expect(sent.attachments).toMatchObject([{ name: 'plan.txt', upload: null }]);
  });

  test('a page that is closed while it waits for their code has failed nothing: its message goes from the next one', async () => {
    await using opened = await open();
    const { page } = opened;
    const [asked, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await page.route(CODE, async (route) => {
      asked.resolve();
      await closed.promise;
      await route.fulfill({ status: 404 });
    });
    const chat = await come(page);
    await chat.evaluate(({ thread }) => {
      const file = () => thread.attach(new Blob(['a plan'], { type: 'text/plain' }), 'plan.txt');
      thread.send('the plan', [file()]);
      file();
    });
    await asked.promise;
    await chat.evaluate(({ visitor }) => visitor.close());
    closed.resolve();
    const left = await chat.evaluate(({ attached }) => attached((item) => item?.upload?.state === 'failed'));
    expect(left?.upload?.error).toBe('CLOSED');
    await page.unroute(CODE);
    await reload(page);
    const sent = await (
      await come(page)
    ).evaluate(({ message }) => message(({ state, seq }) => state === 'failed' || seq !== null));
    expect(sent).toMatchObject({ text: 'the plan', error: null, attachments: [{ name: 'plan.txt', upload: null }] });
  });

  test('a logout leaves no file on this device, without their code either', async () => {
    await using opened = await open();
    const { page } = opened;
    await page.route(CODE, (route) => route.fulfill({ status: 404 }));
    await (
      await come(page)
    ).evaluate(async ({ thread, attached, message }) => {
      const file = () => thread.attach(new Blob(['a plan'], { type: 'text/plain' }), 'plan.txt');
      thread.send('the plan', [file()]).acknowledged.catch(() => undefined);
      file();
      await attached((item) => item?.upload?.state === 'failed');
      await message(({ state }) => state === 'failed');
    });
    expect(await kept(page)).toHaveLength(4);
    await reload(page);
    await (await come(page)).evaluate(({ visitor }) => visitor.logout());
    expect(await kept(page)).toEqual([]);
  });

  test('a logout takes along what another tab has attached, and what is being attached', async () => {
    await using opened = await open();
    const { page } = opened;
    const chat = await come(page);
    const tab = await opened.openTab();
    await (
      await come(tab)
    ).evaluate(async ({ thread, attached }) => {
      thread.attach(new Blob(['a plan'], { type: 'text/plain' }), 'plan.txt');
      await attached((item) => item?.upload?.state === 'ready');
    });
    expect(await kept(page)).toHaveLength(2);
    const left = await chat.evaluate(async ({ visitor, thread }) => {
      thread.attach(new Blob(['a secret'], { type: 'text/plain' }), 'secret.txt');
      await visitor.logout();
      return thread.attached.getSnapshot();
    });
    expect(left).toEqual([]);
    expect(await kept(page)).toEqual([]);
  });
});
