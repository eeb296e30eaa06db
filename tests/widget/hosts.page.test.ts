import type { Browser, FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { visit, type Visit } from './widget-page.ts';
import { startWidgetSite, type WidgetSite } from './widget-site.ts';

describe.skipIf(!inject('hasChromium'))('the widget on sites that allow little', () => {
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

  async function write({ launcher, panel, field, page, log }: Visit, text: string): Promise<void> {
    await launcher.click();
    await panel.getByText('Hello.').waitFor();
    await field.fill(text);
    await page.keyboard.press('Enter');
    await log.getByText('Sent', { exact: true }).or(log.getByText('Delivered')).waitFor();
  }

  test.each([
    ['/strict', 'the server’s address'],
    ['/nonce', 'a nonce, and what it loads'],
    ['/hash', 'one hash, and the folder of what it loads'],
  ])('[CS1] case 77: %s allows %s, no style, and requires trusted types: nothing is refused', async (path) => {
    await using visitor = await visit(browser, `${site.siteUrl}${path}`);
    await write(visitor, `under the policy of ${path}`);
    // Styled: the panel floats.
    expect(await visitor.panel.evaluate((element) => getComputedStyle(element).position)).toBe('fixed');
    // Calls and the check are files that are loaded later still.
    await visitor.panel.getByRole('button', { name: 'Check microphone and network' }).click();
    await visitor.panel.getByRole('meter').waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test('case 77: where storage is refused, the chat is held in memory', async () => {
    await using visitor = await visit(browser, 'about:blank');
    await visitor.page.addInitScript(refuseStorage);
    await visitor.page.goto(site.siteUrl);
    await write(visitor, 'nothing of this is kept');
    expect(visitor.complaints).toEqual([]);
    await visitor.page.reload();
    await visitor.launcher.click();
    // A stranger again, who finds a chat that works.
    await visitor.panel.getByText('Hello.').waitFor();
    expect(await visitor.log.getByText('nothing of this is kept').count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  const inFrame = (visitor: Visit): FrameLocator => visitor.page.frameLocator('iframe');

  test('case 77: in a sandboxed frame of the site’s own origin it chats', async () => {
    await using visitor = await visit(browser, `${site.siteUrl}/frame?allow-scripts+allow-same-origin`);
    const frame = inFrame(visitor);
    await frame.locator('.launcher').click();
    await frame.getByRole('dialog').getByText('Hello.').waitFor();
    await frame.getByRole('textbox').fill('from a frame');
    await frame.getByRole('textbox').press('Enter');
    await frame.getByRole('log').getByText('Sent', { exact: true }).or(frame.getByText('Delivered')).waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test('case 77: in a frame of no origin, which has no storage and is no site of the project, it says so', async () => {
    await using visitor = await visit(browser, `${site.siteUrl}/frame?allow-scripts`);
    const frame = inFrame(visitor);
    await frame.locator('.launcher').click();
    await frame.getByRole('alert').getByText('The chat isn’t available on this page.').waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test('[CS1] case 77: our own pages are in nobody’s frame', async () => {
    await using visitor = await visit(browser, `${site.siteUrl}/frames`);
    const frames = visitor.page.frames().slice(1);
    expect(frames).toHaveLength(2);
    // What a browser shows instead is a page of its own, of another origin.
    for (const frame of frames) {
      await expect.poll(() => frame.url()).toBe('chrome-error://chromewebdata/');
      expect(await frame.locator('#root, .launcher').count()).toBe(0);
    }
  });

  test('case 76: no message of a window is listened to, whoever sends it and however many', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    const { page, launcher, panel } = visitor;
    await launcher.click();
    await panel.getByText('Hello.').waitFor();
    await page.evaluate(async () => {
      const { port1 } = new MessageChannel();
      // Messages are told in order: when the last has come, all before it have.
      const last = new Promise((done) => addEventListener('message', ({ data }) => data === 'last' && done(data)));
      for (const message of ['open', { type: 'parley:token' }, ['on', 'message'], null, 'x'.repeat(10 * 2 ** 20)])
        postMessage(message, '*');
      for (let sent = 0; sent < 1_000; sent += 1) postMessage({ method: 'sendMessage', args: ['forged'] }, '*');
      postMessage({ type: 'init' }, '*', [port1]);
      postMessage('last', '*');
      await last;
    });
    const session = await visitor.context.newCDPSession(page);
    const { result } = await session.send('Runtime.evaluate', { expression: 'window' });
    const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    // The one is the test's own.
    expect(listeners.filter(({ type }) => type === 'message')).toHaveLength(1);
    expect(await page.getByText('forged').count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });
});

/** In the page: what a browser does that was told to keep nothing for this site. */
function refuseStorage(): void {
  const refuse = () => {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  };
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
    Object.defineProperty(globalThis, name, { get: refuse });
}
