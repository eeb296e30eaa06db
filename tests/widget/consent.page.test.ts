import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { createWidget, Widget } from '@parley/widget-sdk';
import { launchChromium } from '../support/chromium.ts';
import { visit } from './widget-page.ts';
import { startWidgetSite, until, type WidgetSite } from './widget-site.ts';

declare global {
  interface Window {
    Parley?: Widget & { createWidget: typeof createWidget };
    /** What the test has the page answer. */
    answer?: (consents: boolean) => void;
    codes?: string[];
  }
}

describe.skipIf(!inject('hasChromium'))('before the visitor acts, and before he consents', () => {
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

  /** All that a page can keep something in. */
  const stored = (page: Page) =>
    page.evaluate(async () => ({
      local: Object.entries(localStorage),
      session: Object.entries(sessionStorage),
      databases: (await indexedDB.databases()).length,
      caches: 'caches' in window ? (await caches.keys()).length : 0,
      cookies: document.cookie,
    }));
  const NOTHING = { local: [], session: [], databases: 0, caches: 0, cookies: '' };

  test('[PR5] nothing is stored or sent, and with a consent hook not before it has said yes', async () => {
    await using visitor = await visit(browser, `${site.siteUrl}/?token=secret-in-the-address#and-here`);
    const { page, requests } = visitor;
    await visitor.launcher.waitFor();
    await page.waitForLoadState('networkidle');
    expect(await stored(page)).toEqual(NOTHING);
    expect(visitor.sockets.size).toBe(0);

    await page.evaluate(
      ({ serverUrl, projectKey }) => {
        window.Parley?.destroy();
        const codes: string[] = [];
        window.codes = codes;
        const consent = () => new Promise<boolean>((resolve) => (window.answer = resolve));
        const widget = window.Parley?.createWidget({ serverUrl, projectKey, consent });
        widget?.on('error', ({ code }) => codes.push(code));
      },
      { serverUrl: site.serverUrl, projectKey: site.projectKey },
    );
    await visitor.launcher.waitFor();
    const before = requests.length;
    await visitor.launcher.click();
    await page.waitForFunction(() => window.answer !== undefined);
    expect([requests.length, await stored(page)]).toEqual([before, NOTHING]);
    await page.evaluate(() => window.answer?.(false));
    await page.waitForFunction(() => window.codes?.includes('CONSENT_REFUSED'));
    await page.getByRole('button', { name: 'Open chat', expanded: false }).waitFor();
    expect([requests.length, await stored(page)]).toEqual([before, NOTHING]);

    await page.evaluate(() => delete window.answer);
    await visitor.launcher.click();
    await page.waitForFunction(() => window.answer !== undefined);
    await page.evaluate(() => window.answer?.(true));
    await visitor.panel.getByText('Hello.').waitFor();
    expect(visitor.sockets.size).toBe(1);
  });

  test('[PR5] a logout at a site whose chat nobody has touched leaves no mark', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    const { page } = visitor;
    await visitor.launcher.waitFor();
    await page.evaluate(
      ({ serverUrl, projectKey }) => {
        window.Parley?.destroy();
        const consent = () => new Promise<boolean>((resolve) => (window.answer = resolve));
        const widget = window.Parley?.createWidget({ serverUrl, projectKey, consent });
        void widget?.logout();
      },
      { serverUrl: site.serverUrl, projectKey: site.projectKey },
    );
    await page.waitForFunction(() => window.answer !== undefined);
    expect(await stored(page)).toEqual(NOTHING);
  });

  test('[PR5] operators learn where a visitor is, and not what stands behind ? and #', async () => {
    await using visitor = await visit(browser, `${site.siteUrl}/?token=secret-in-the-address#and-here`);
    const { page } = visitor;
    const sent: string[] = [];
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    await visitor.field.fill('where am I?');
    await page.keyboard.press('Enter');
    const inbox = site.operator.inbox(site.projectId);
    const { items } = await until(inbox, (now) =>
      now.items.some(({ lastMessage }) => lastMessage?.text === 'where am I?'),
    );
    inbox.close();
    expect(items.map(({ visitor: who }) => who.page?.url)).toContain(`${site.siteUrl}/`);
    expect(sent.length).toBeGreaterThan(0);
    for (const frame of sent) expect(frame).not.toMatch(/secret-in-the-address|and-here/);
  });

  test('a script tag names the page’s own function; a name without one is no consent', async () => {
    for (const [answers, isOpen] of [
      ['true', true],
      ['false', false],
      [null, false],
    ] as const) {
      await using visitor = await visit(browser, `${site.siteUrl}/bare`);
      const { page } = visitor;
      await page.evaluate(
        ({ src, projectKey, answer }) => {
          if (answer !== null) Reflect.set(window, 'mayChat', () => answer === 'true');
          const script = Object.assign(document.createElement('script'), { src });
          Object.assign(script.dataset, { projectKey, consent: 'mayChat' });
          document.body.append(script);
        },
        { src: `${site.serverUrl}/widget.js`, projectKey: site.projectKey, answer: answers },
      );
      await visitor.launcher.click();
      if (isOpen) await visitor.panel.getByText('Hello.').waitFor();
      else await page.getByRole('button', { name: 'Open chat', expanded: false }).waitFor();
      expect(visitor.sockets.size).toBe(isOpen ? 1 : 0);
    }
  });
});
