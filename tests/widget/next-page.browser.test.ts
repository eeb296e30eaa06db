import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { callTeam, visit, type Visit } from './widget-page.ts';
import { startWidgetSite, until, type WidgetSite } from './widget-site.ts';

describe.skipIf(!inject('hasChromium'))('a visitor who turns to the next page of the site', () => {
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

  async function write(visitor: Visit, text: string): Promise<string> {
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    await visitor.field.fill(text);
    await visitor.page.keyboard.press('Enter');
    const inbox = site.operator.inbox(site.projectId);
    const { items } = await until(inbox, (now) => now.items.some((item) => item.lastMessage?.text === text));
    inbox.close();
    return items.find((item) => item.lastMessage?.text === text)?.id ?? '';
  }

  test('is told of the answer there, and finds what he was writing', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    const conversationId = await write(visitor, 'Do you deliver?');
    await visitor.field.fill('half a sent');
    await visitor.page.reload();
    const thread = site.operator.thread(conversationId);
    await thread.send('We do.').acknowledged;
    await visitor.page.getByRole('button', { name: 'Open chat, unread messages: 1' }).click();
    await visitor.log.getByText('We do.').waitFor();
    expect(await visitor.field.inputValue()).toBe('half a sent');
    thread.close();
    expect(visitor.complaints).toEqual([]);
  });

  test('sees the same thread in a second tab, each message once', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    await write(visitor, 'From the first tab');
    const second = await visitor.context.newPage();
    await second.goto(site.siteUrl);
    await second.locator('.launcher').click();
    await second.getByRole('log').getByText('From the first tab').waitFor();
    await second.getByRole('textbox').fill('From the second tab');
    await second.keyboard.press('Enter');
    await visitor.log.getByText('From the second tab').waitFor();
    await second.getByText(/^(Sent|Delivered)$/).waitFor();
    for (const page of [visitor.page, second]) expect(await page.locator('.message').count()).toBe(2);
  });

  test('goes on speaking after a reload in the middle of a call', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    await write(visitor, 'May I call?');
    const inbox = site.operator.inbox(site.projectId);
    await callTeam(visitor);
    const { ringing } = await until(inbox, (now) => now.ringing.length > 0);
    inbox.close();
    const callId = ringing[0]?.callId ?? '';
    await site.operator.api.call.accept.mutate({ callId });
    await visitor.panel.getByText('Connecting').waitFor();
    await visitor.page.reload();
    // Nobody presses anything: the panel comes back with the call in it.
    await visitor.page.getByRole('button', { name: /^(Hang up|Cancel)$/ }).click();
    await visitor.page.getByRole('button', { name: 'Back to the chat' }).click();
    expect(visitor.complaints).toEqual([]);
    // A call that is over does not come back.
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: /^Open chat/ }).waitFor();
  });
});
