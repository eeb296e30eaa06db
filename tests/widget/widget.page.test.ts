import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Thread } from '@parley/client';
import type { createWidget, Widget } from '@parley/widget-sdk';
import { overHttp } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { say } from '../support/people.ts';
import { XSS_CORPUS } from '../support/xss-corpus.ts';
import { visit } from './widget-page.ts';
import { operatorThread, startWidgetSite, until, type WidgetSite } from './widget-site.ts';

declare global {
  interface Window {
    Parley?: Widget & { createWidget: typeof createWidget };
  }
}

describe.skipIf(!inject('hasChromium'))('the widget in a browser', () => {
  let site: WidgetSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await startWidgetSite();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  test('loads, stores and connects nothing before someone acts', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    await visitor.launcher.waitFor();
    await visitor.page.waitForLoadState('networkidle');
    expect(visitor.requests).toEqual([`${site.siteUrl}/`, `${site.serverUrl}/widget.js`]);
    const stored = await visitor.page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: await indexedDB.databases(),
    }));
    expect(stored).toEqual({ local: 0, session: 0, databases: [] });
    expect(await visitor.context.cookies()).toEqual([]);
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    expect(visitor.sockets.size).toBe(1);
  });

  test('a conversation by keyboard alone', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    const { page, launcher, panel, field, log } = visitor;
    await launcher.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await panel.getByText('Hello.').waitFor();
    expect(await field.evaluate((element) => element.matches(':focus'))).toBe(true);
    await page.keyboard.type('Is the lamp');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('in stock?');
    await page.keyboard.press('Enter');
    await using thread = disposable(await operatorThread(site, 'Is the lamp\nin stock?'));
    thread.send('Yes, two are left.');
    await log.getByText('Yes, two are left.').waitFor();
    await log.getByText('Read', { exact: true }).or(log.getByText('Delivered')).waitFor();

    await page.keyboard.type('a draft');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    expect(await launcher.evaluate((element) => element.matches(':focus'))).toBe(true);

    thread.send('Shall I keep one for you?');
    await page.getByRole('button', { name: 'Open chat, unread messages: 1' }).waitFor();
    await page.keyboard.press('Enter');
    await log.getByText('Shall I keep one for you?').waitFor();
    expect(await field.inputValue()).toBe('a draft');
    await until(thread, ({ items }) =>
      items.some((item) => item.kind === 'message' && item.mine && item.state === 'read'),
    );
    expect(visitor.complaints).toEqual([]);
  });

  test('[CS1] case 58: hostile text stays text', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    await visitor.field.fill('ready for the worst');
    await visitor.page.keyboard.press('Enter');
    await using thread = disposable(await operatorThread(site, 'ready for the worst'));
    for (const text of XSS_CORPUS) {
      await visitor.field.fill(text);
      await visitor.page.keyboard.press('Enter');
      await thread.send(text).acknowledged;
    }
    await expect.poll(() => visitor.log.locator('.text').count()).toBe(1 + 2 * XSS_CORPUS.length);
    const shown = await visitor.log.locator('.text').evaluateAll((texts) => ({
      elements: [
        ...new Set(texts.flatMap((text) => [...text.querySelectorAll('*')].map(({ tagName }) => tagName))),
      ].toSorted(),
      schemes: [
        ...new Set(texts.flatMap((text) => [...text.querySelectorAll('a')].map(({ protocol }) => protocol))),
      ].toSorted(),
      careless: texts
        .flatMap((text) => [...text.querySelectorAll('a')])
        .filter((link) => link.rel !== 'noopener noreferrer nofollow').length,
    }));
    expect(shown).toEqual({ elements: ['A', 'SPAN'], schemes: ['https:', 'mailto:'], careless: 0 });
    expect(await visitor.page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(visitor.complaints).toEqual([]);
  });

  test('[CS1] case 58: so do hostile names, of who answers and of the project', async () => {
    const name = '<img src=x onerror="window.stolen=1">';
    const { sessionToken } = await overHttp(site.serverUrl, {}).account.register.mutate({
      email: 'mallory@shop.example',
      password: 'a password of hers',
      name,
    });
    const api = overHttp(site.serverUrl, { sessionToken });
    const project = await api.project.create.mutate({ name });
    await using visitor = await visit(browser, site.siteUrl);
    await visitor.launcher.waitFor();
    await visitor.page.evaluate(
      ({ serverUrl, projectKey }) => {
        const parley = window.Parley;
        parley?.destroy();
        parley?.createWidget({ serverUrl, projectKey }).open();
      },
      { serverUrl: site.serverUrl, projectKey: project.key },
    );
    await visitor.panel.getByText('Hello.').waitFor();
    await visitor.field.fill('who are you?');
    await visitor.page.keyboard.press('Enter');
    await visitor.log.getByText('Sent', { exact: true }).or(visitor.log.getByText('Delivered')).waitFor();
    const { items } = await api.conversation.list.query({ projectId: project.id });
    await say(api, items[0]?.id ?? '', 'Your new friend');
    await visitor.log.getByText(name).first().waitFor();
    await visitor.panel.getByRole('heading').getByText(name).waitFor();
    expect(await visitor.panel.locator('img').count()).toBe(0);
    expect(await visitor.page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(visitor.complaints).toEqual([]);
  });

  test('case 78: a script of the site finds no token in the page; what it can do is written down', async () => {
    await using visitor = await visit(browser, site.siteUrl, { closed: true });
    const { page } = visitor;
    const text = `for a look around ${crypto.randomUUID()}`;
    const token = page.waitForEvent('websocket').then(
      (socket) =>
        new Promise<string>((found) => {
          socket.on('framereceived', ({ payload }) => {
            const [sent] = /pvt_[\w-]+/.exec(String(payload)) ?? [];
            if (sent !== undefined) found(sent);
          });
        }),
    );
    await page.evaluate((words) => window.Parley?.sendMessage(words), text);
    const secret = await token;
    (await operatorThread(site, text)).close();
    const seen = await page.evaluate(async () => {
      /** Everything that can be reached from the widget's public object, however deep. */
      const reach = (value: unknown, met = new Set<unknown>()): string => {
        if (typeof value === 'string') return value;
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || met.has(value)) return '';
        met.add(value);
        return Reflect.ownKeys(value)
          .map((key) => reach(Reflect.get(value, key), met))
          .join(' ');
      };
      const stored = await new Promise<string>((done) => {
        indexedDB.open('parley').onsuccess = ({ target }) => {
          if (!(target instanceof IDBOpenDBRequest)) return done('');
          const all = target.result.transaction('values').objectStore('values').getAll();
          all.onsuccess = () => done(JSON.stringify(all.result));
        };
      });
      return {
        inPage: [
          reach(window.Parley),
          document.documentElement.outerHTML,
          [localStorage, sessionStorage].map((kept) => JSON.stringify(Object.entries(kept))).join('\n'),
          document.cookie,
          ...performance.getEntries().map(({ name }) => name),
        ].join('\n'),
        stored,
      };
    });
    expect(seen.inPage).toContain(site.serverUrl);
    expect(seen.inPage).not.toContain(secret);
    // A script of the site's own origin shares its storage: docs/content-security.md.
    expect(seen.stored).toContain(secret);
  });

  test('says when it could not be loaded, and tries again', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    await visitor.page.route('**/widget/*', (route) => route.abort());
    await visitor.launcher.click();
    await visitor.page.getByRole('alert').getByText('could not be loaded').waitFor();
    await visitor.page.unroute('**/widget/*');
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    expect(await visitor.page.getByRole('alert').count()).toBe(0);
  });

  test('keeps its shadow root closed', async () => {
    await using visitor = await visit(browser, site.siteUrl, { closed: true });
    const host = visitor.page.locator('[data-parley]');
    await host.waitFor({ state: 'attached' });
    expect(await host.evaluate((element) => element.shadowRoot)).toBeNull();
  });

  test('destroy leaves nothing, and the widget can be made again', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    const { page, launcher, panel } = visitor;
    await launcher.waitFor();
    const cdp = await visitor.context.newCDPSession(page);
    const listeners = async () => {
      const count = async (expression: string) => {
        const { result } = await cdp.send('Runtime.evaluate', { expression });
        const found = await cdp.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
        return found.listeners.length;
      };
      return Promise.all(['window', 'document', 'visualViewport'].map(count));
    };
    const before = await listeners();
    await launcher.click();
    await panel.getByText('Hello.').waitFor();
    expect(await listeners()).not.toEqual(before);
    await page.evaluate(() => window.Parley?.destroy());
    await expect.poll(() => visitor.sockets.size).toBe(0);
    expect(await page.locator('[data-parley]').count()).toBe(0);
    expect(await listeners()).toEqual(before);
    const socket = page.waitForEvent('websocket');

    await page.evaluate(({ serverUrl, projectKey }) => window.Parley?.createWidget({ serverUrl, projectKey }).open(), {
      serverUrl: site.serverUrl,
      projectKey: site.projectKey,
    });
    await panel.getByText('Hello.').waitFor();
    await socket;
    expect(visitor.complaints).toEqual([]);
  });
});

function disposable(thread: Thread): Thread & AsyncDisposable {
  return Object.assign(thread, { [Symbol.asyncDispose]: async () => thread.close() });
}
