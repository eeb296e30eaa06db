import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { axeViolations } from '../support/axe-violations.ts';
import { visit } from './widget-page.ts';
import { operatorThread, startWidgetSite, until, type WidgetSite } from './widget-site.ts';

describe.skipIf(!inject('hasChromium'))('what becomes of messages, in the widget', () => {
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

  test('[CV2] [CV3] [CV4] quotes, edits, deletions and reactions are shown, by code that is loaded with the first of them', async () => {
    await using visitor = await visit(browser, `${site.serverUrl}/demo`, { context: { reducedMotion: 'reduce' } });
    const { page, launcher, field, log, requests } = visitor;
    await launcher.click();
    await field.fill('Is the lamp in stock?');
    await page.keyboard.press('Enter');
    const thread = await operatorThread(site, 'Is the lamp in stock?');
    const plain = thread.send('Yes, two are left');
    await log.getByText('Yes, two are left').waitFor();
    expect(requests.filter((url) => /talk/.test(url))).toEqual([]);

    const { items } = await until(thread, ({ lastSeq }) => lastSeq >= 2);
    const asked = items[0]?.key ?? '';
    await thread.send('This very one?', [], { replyTo: asked }).acknowledged;
    const quote = log.getByRole('blockquote').filter({ hasText: 'Is the lamp in stock?' });
    await quote.waitFor();
    expect(await quote.textContent()).toContain('In reply to You');
    expect(requests.some((url) => /talk-view/.test(url))).toBe(true);

    await thread.change(plain.messageId, { type: 'edit', text: 'Yes, three are left' }).acknowledged;
    await log.getByText('Yes, three are left').waitFor();
    await log.getByText('Edited', { exact: true }).waitFor();
    expect(await log.getByText('Yes, two are left').count()).toBe(0);

    // What the operator has put the visitor puts, too.
    await thread.change(asked, { type: 'react', emoji: '👍', on: true }).acknowledged;
    const thumb = log.getByRole('button', { name: '👍: 1' });
    await thumb.click();
    await log.getByRole('button', { name: '👍: 2', pressed: true }).waitFor();
    await until(thread, (now) =>
      now.items.some((item) => item.kind === 'message' && item.changes?.reactions[0]?.by.length === 2),
    );
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);

    await thread.change(plain.messageId, { type: 'delete' }).acknowledged;
    await log.getByText('This message was deleted').waitFor();
    await page.reload();
    await launcher.click();
    await log.getByText('This message was deleted').waitFor();
    expect(await log.getByText('three are left').count()).toBe(0);
    await log.getByRole('button', { name: '👍: 2', pressed: true }).waitFor();
    thread.close();
    expect(visitor.complaints).toEqual([]);
  });
});
