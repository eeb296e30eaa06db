import { createVisitorClient } from '@parley/client';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage, registerWithProject } from './operator-page.ts';

describe.skipIf(!inject('hasChromium'))('the desk, for who does not see it as drawn', () => {
  test('a screen reader finds the list, the conversation, what is written in it and who calls', async () => {
    await using desk = await openDesk();
    const { page, visitor, conversationId } = desk;
    await page.getByRole('link', { name: /Ada Lovelace/ }).waitFor();
    expect(await tree(page.getByRole('region', { name: 'Open conversations' }))).toContain(
      'listitem: - link "Ada Lovelace (online) now Does it come in size 42? 1 unread unassigned"',
    );
    expect(await tree(page.getByRole('navigation'))).toContain('link "Open 1 conversation"');

    await page.getByRole('link', { name: /Ada Lovelace/ }).press('Enter');
    await page.getByRole('article').first().waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('Yes, it does');
    await page.keyboard.press('Enter');
    await page.locator('[data-side="ours"]:is([data-state="sent"], [data-state="delivered"])').waitFor();
    expect(await tree(page.getByRole('region', { name: 'Messages' }))).toMatch(
      /article "Ada Lovelace": .*Does it come in size 42\?.*article "You": - paragraph: Yes, it does .*text: (Sent|Delivered)/,
    );
    const main = await tree(page.getByRole('main', { name: 'Conversation' }));
    for (const part of [
      '- heading "Ada Lovelace" [level=1] - paragraph: Unverified · Online - button "Call the visitor"',
      '- radiogroup "What you write": - radio "Reply" [checked]',
      '- textbox "Reply"',
      '- complementary "Visitor details"',
    ])
      expect(main).toContain(part);

    await visitor.api.call.start.mutate({ conversationId, callId: uuidv7(), media: 'audio' });
    const ring = page.getByRole('dialog');
    await ring.waitFor();
    expect(await tree(ring)).toMatch(/heading "Ada Lovelace is calling".*button "Answer.*button "Decline/);
  });

  test('at 200 % nothing is wider than the window, and what is needed to answer is in it', async () => {
    // What a window of 1280 × 1024 is to a page that is twice as large.
    const window = { width: 640, height: 512 };
    await using desk = await openDesk(window);
    const { page, url, conversationId } = desk;
    for (const path of ['/inbox', '/settings', '/team', '/account', '/audit', `/c/${conversationId}`]) {
      await page.goto(`${url}${path}`);
      await page.locator('.shell').waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(window.width);
    }
    for (const needed of [
      page.getByRole('article').getByText('Does it come in size 42?'),
      page.getByRole('textbox', { name: 'Reply' }),
      page.getByRole('button', { name: 'Send' }),
      page.getByRole('button', { name: 'Close', exact: true }),
    ]) {
      const { x = -1, y = -1, width = 0, height = 0 } = (await needed.boundingBox()) ?? {};
      expect(Math.min(x, y), String(needed)).toBeGreaterThanOrEqual(0);
      expect(x + width, String(needed)).toBeLessThanOrEqual(window.width);
      expect(y + height, String(needed)).toBeLessThanOrEqual(window.height);
    }
  });
});

/** Chromium's accessibility tree of it, in one line. */
const tree = async (part: Locator): Promise<string> => (await part.ariaSnapshot()).replaceAll(/\s+/g, ' ');

async function openDesk(viewport?: { width: number; height: number }) {
  await using opened = new AsyncDisposableStack();
  const browser = opened.use(await launchChromium());
  const database = opened.use(await createTestDatabase('embedded'));
  const server = opened.use(await startServerProcess({ env: database.env }));
  const { page }: { page: Page } = opened.use(
    await openOperatorPage(browser, server.url, viewport === undefined ? {} : { viewport }),
  );
  const projectKey = await registerWithProject(page, 'Test shop');
  const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
  opened.defer(() => visitor.close());
  await visitor.start({ attributes: { name: 'Ada Lovelace' } });
  const conversationId = await visitor.openConversation();
  await visitor.thread(conversationId).send('Does it come in size 42?').acknowledged;
  await page.goto(`${server.url}/inbox`);
  const all = opened.move();
  return { page, visitor, conversationId, url: server.url, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
