import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Thread } from '@parley/client';
import { FILES_PATH } from '@parley/api/contract/wire';
import { launchChromium } from '../support/chromium.ts';
import { bundleClient, openClientPage } from './client-page.ts';
import { startParley, until, type Parley } from './parley.ts';

describe.skipIf(!inject('hasChromium'))('files in a browser', () => {
  let parley: Parley;
  let browser: Browser;
  let bundle: string;
  beforeAll(async () => {
    [parley, browser, bundle] = await Promise.all([startParley(), launchChromium(), bundleClient()]);
  });
  afterAll(async () => {
    await browser.close();
    await parley[Symbol.asyncDispose]();
  });

  /** In the page: the visitor's conversation, as a handle to his thread. */
  const openThread = (page: Page) =>
    page.evaluateHandle(
      async ({ serverUrl, projectKey }): Promise<Thread> => {
        const { createVisitorClient, browserStorage } = window.parley;
        const visitor = createVisitorClient({ serverUrl, projectKey, storage: browserStorage('files') });
        await visitor.start();
        return visitor.thread(await visitor.openConversation());
      },
      { serverUrl: parley.server.url, projectKey: parley.projectKey },
    );

  async function desk(thread: Awaited<ReturnType<typeof openThread>>): Promise<Thread> {
    return parley.operator.thread(await thread.evaluate(({ conversationId }) => conversationId));
  }
  const filesAt = (thread: Thread) =>
    thread.getSnapshot().items.flatMap((item) => (item.kind === 'message' ? item.attachments : []));

  test('[FI3] an upload that a reload cut off goes on where it was', async () => {
    await using opened = await openClientPage(browser, parley.server.url, bundle);
    const { page } = opened;
    const offsets: string[] = [];
    const files = `**${FILES_PATH}/**`;
    await page.route(files, async (route, request) => {
      if (request.method() === 'PATCH') offsets.push(request.headers()['upload-offset'] ?? '');
      // From the third part on the line is dead.
      if (offsets.length <= 2) await route.continue();
    });
    const thread = await openThread(page);
    await thread.evaluate(async (chat) => {
      const parts = Array.from({ length: 40 }, () => crypto.getRandomValues(new Uint8Array(50_000)));
      chat.send('the whole log', [chat.attach(new Blob(parts), 'log.bin')]).acknowledged.catch(() => undefined);
    });
    await expect.poll(() => offsets.length).toBe(3);
    await page.reload();
    // Not before: the part that waits must die with its page.
    await page.unroute(files);
    await page.waitForFunction(() => 'parley' in window);
    page.on('request', (request) => offsets.push(request.headers()['upload-offset'] ?? ''));
    const operators = await desk(await openThread(page));
    await until(operators, () => filesAt(operators).length === 1);
    expect(filesAt(operators)[0]).toMatchObject({ name: 'log.bin', size: 2_000_000 });
    const [, , third, ...after] = offsets.filter((offset) => offset !== '');
    expect(after[0]).toBe(third);
  });

  test('[FI1] a picture is shown, and a page that was sent is saved and never opened', async () => {
    await using opened = await openClientPage(browser, parley.server.url, bundle);
    const { page } = opened;
    const thread = await openThread(page);
    const shown = await thread.evaluate(async (chat) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 500 });
      const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      if (picture === null) throw new Error('no picture');
      const id = chat.attach(picture);
      await chat.send('', [id]).acknowledged;
      const urls = chat.urls(id);
      const { file, thumb } = await new Promise<ReturnType<typeof urls.getSnapshot>>((resolve) =>
        urls.subscribe(() => {
          const each = urls.getSnapshot();
          if (each.file !== null && each.thumb !== null) resolve(each);
        }),
      );
      const sizes: number[] = [];
      for (const src of [file, thumb]) {
        const image = Object.assign(new Image(), { src });
        await image.decode();
        sizes.push(image.naturalWidth);
      }
      return {
        sizes,
        name: chat.getSnapshot().items.map((item) => (item.kind === 'message' ? item.attachments[0]?.name : '')),
      };
    });
    expect(shown).toEqual({ sizes: [900, 640], name: ['image.png'] });

    const page2 = await thread.evaluate(async (chat) => {
      const html = '<!doctype html><script>window.name = "stolen"; alert(1)</script>';
      const id = chat.attach(new Blob([html], { type: 'text/html' }), 'page.html');
      await chat.send('', [id]).acknowledged;
      const urls = chat.urls(id);
      return new Promise<string>((resolve) =>
        urls.subscribe(() => {
          const { file } = urls.getSnapshot();
          if (file !== null) resolve(file);
        }),
      );
    });
    const saved = page.waitForEvent('download');
    // Chromium takes a download for a navigation that was called off.
    await page.goto(page2).catch(() => undefined);
    expect((await saved).suggestedFilename()).toBe('page.html');
    expect(page.url()).toBe(`${parley.server.url}/client-test/`);
  });

  test('a photo is looked at once, however often it is tried', async () => {
    await using opened = await openClientPage(browser, parley.server.url, bundle);
    const thread = await openThread(opened.page);
    const looks = await thread.evaluate(async (chat) => {
      let count = 0;
      window.createImageBitmap = new Proxy(window.createImageBitmap, {
        apply: (target, self, given) => {
          count += 1;
          return Reflect.apply(target, self, given);
        },
      });
      const canvas = new OffscreenCanvas(900, 900);
      const context = canvas.getContext('2d');
      const noise = new ImageData(900, 900);
      for (let at = 0; at < noise.data.length; at += 65_536)
        crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
      context?.putImageData(noise, 0, 0);
      const photo = await canvas.convertToBlob({ type: 'image/png' });
      const isReady = () => chat.attached.getSnapshot()[0]?.upload?.state === 'ready';
      const ready = () =>
        new Promise<void>((resolve) => {
          const stop = chat.attached.subscribe(() => {
            if (!isReady()) return;
            stop();
            resolve();
          });
        });
      const first = ready();
      const id = chat.attach(photo, 'noise.png');
      await first;
      const again = ready();
      chat.retryUpload(id);
      await again;
      return { bytes: photo.size, count };
    });
    expect(looks.bytes).toBeGreaterThan(2 * 1024 * 1024);
    expect(looks.count).toBe(1);
  });

  test('a photo with more pixels than the server takes is made smaller here', async () => {
    await using opened = await openClientPage(browser, parley.server.url, bundle);
    const thread = await openThread(opened.page);
    const { bytes, sent } = await thread.evaluate(async (chat) => {
      const canvas = new OffscreenCanvas(8_000, 5_000);
      const context = canvas.getContext('2d');
      for (let nth = 0; nth < 60_000; nth += 1) {
        if (context) context.fillStyle = `hsl(${(nth * 47) % 360} 80% 50%)`;
        context?.fillRect((nth * 7_919) % 8_000, (nth * 104_729) % 5_000, 25, 25);
      }
      const photo = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
      const id = chat.attach(photo, 'holiday.jpg');
      await chat.send('', [id]).acknowledged;
      return {
        bytes: photo.size,
        sent: chat.getSnapshot().items.flatMap((item) => (item.kind === 'message' ? item.attachments : [])),
      };
    });
    expect(bytes).toBeGreaterThan(2 * 1024 * 1024);
    const { width, height } = sent[0] ?? {};
    expect((width ?? 0) * (height ?? 0)).toBeGreaterThan(31_900_000);
    expect((width ?? 0) / (height ?? 1)).toBeCloseTo(1.6, 2);
  });
});
