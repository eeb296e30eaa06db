import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { visit } from './widget-page.ts';
import { startWidgetSite, until, type WidgetSite } from './widget-site.ts';

describe.skipIf(!inject('hasChromium'))('a network that blocks WebSockets', () => {
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

  test('the widget as it is built talks over HTTP, whose code it loads then', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    const { page, launcher, panel, field, log, requests } = visitor;
    await page.addInitScript(blockSockets);
    await page.reload();
    const isWay = (url: string) => url.includes('transport-http-');
    expect(requests.filter(isWay)).toEqual([]);
    await launcher.click();
    await panel.getByText('Hello.').waitFor();
    await field.fill('By another way');
    await page.keyboard.press('Enter');
    const inbox = site.operator.inbox(site.projectId);
    const isOurs = (item: { lastMessage: { text: string } | null }) => item.lastMessage?.text === 'By another way';
    const { items } = await until(inbox, (now) => now.items.some(isOurs));
    inbox.close();
    const thread = site.operator.thread(items.find(isOurs)?.id ?? '');
    thread.send('It comes along that way too.');
    await log.getByText('It comes along that way too.').waitFor();
    thread.close();
    expect(requests.filter(isWay)).toHaveLength(1);
    expect(visitor.complaints).toEqual([]);
  });
});

/** Each leads to the site's own server, which answers no upgrade. */
function blockSockets(): void {
  globalThis.WebSocket = class extends WebSocket {
    constructor() {
      super(location.origin.replace('http', 'ws'));
    }
  };
}
