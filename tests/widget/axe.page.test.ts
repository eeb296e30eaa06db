import type { Browser } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { axeViolations, LOOKS } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { visit } from './widget-page.ts';
import { startWidgetSite, until, type WidgetSite } from './widget-site.ts';

describe.skipIf(!inject('hasChromium'))('axe finds nothing in the widget', () => {
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

  test.each(LOOKS)('%s', async (look, context, schemes) => {
    await using visitor = await visit(browser, `${site.serverUrl}/demo`, { context });
    const { page, launcher, panel, field, log } = visitor;
    const expectClean = async (screen: string) => expect(await axeViolations(page, schemes), screen).toEqual([]);
    await launcher.waitFor();
    await expectClean('launcher');
    await launcher.click();
    await panel.getByText('Hello.').waitFor();
    await expectClean('greeting');

    await field.fill(`Is ${look} fine? See https://lamps.example`);
    await page.keyboard.press('Enter');
    await log.getByText(/^(Sent|Delivered)$/).waitFor();
    const inbox = site.operator.inbox(site.projectId);
    const { items } = await until(inbox, (now) => now.items.some((item) => item.lastMessage?.text.includes(look)));
    inbox.close();
    const conversationId = items.find((item) => item.lastMessage?.text.includes(look))?.id ?? '';
    const thread = site.operator.thread(conversationId);
    await thread.send('It is.').acknowledged;
    await log.getByText('It is.').waitFor();
    await expectClean('thread');
    await field.fill('x'.repeat(4_010));
    await expectClean('a message that is too long');
    await field.fill('');

    const callId = uuidv7();
    await site.operator.api.call.start.mutate({ conversationId, callId, media: 'video' });
    await page.getByRole('button', { name: 'Decline' }).waitFor();
    await expectClean('incoming call');
    await page.getByRole('button', { name: 'Decline' }).click();
    await panel.getByRole('status').getByText('You declined the call.').waitFor();
    await expectClean('ended call');
    thread.close();
  });

  test('while the server is gone', async () => {
    await using visitor = await visit(browser, `${site.serverUrl}/demo`, { context: { reducedMotion: 'reduce' } });
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    site.server.kill('SIGKILL');
    await visitor.panel.getByText('Connection lost.').waitFor();
    await visitor.field.fill('anyone there?');
    await visitor.page.keyboard.press('Enter');
    await visitor.log.getByText('Waiting to be sent').waitFor();
    expect(await axeViolations(visitor.page, ['light'])).toEqual([]);
    await site.server.restart();
  });
});
