import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { photo } from '../attachment/files.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { choose, drop, type GivenFile, paste, pdf } from './file-hands.ts';
import { openTwoPages } from './two-pages.ts';

describe.skipIf(!inject('hasChromium'))('files on both screens', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  const picture = async (name: string): Promise<GivenFile> => ({
    name,
    mimeType: 'image/png',
    buffer: Buffer.from(await photo(320, 200)),
  });
  const attachButton = (within: Page | Locator) => within.getByRole('button', { name: 'Attach a file' });
  const isShown = (image: Locator) =>
    image.evaluate((element) => element instanceof HTMLImageElement && element.naturalWidth > 0);

  test('a visitor sends pictures by choosing, pasting and dropping; the operator opens one and answers with a PDF', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { panel, field, log, page } = pages.visitor;
    const desk = pages.operator.page;

    // The very first thing: there is no conversation yet, and there is none before it is sent.
    await choose(page, attachButton(panel), [await picture('chosen.png')]);
    await panel.getByRole('button', { name: 'Remove chosen.png' }).waitFor();
    expect(await desk.getByText('All answered').count()).toBe(1);
    await field.press('Enter');
    await log.getByRole('button', { name: 'Open image chosen.png' }).waitFor();
    await desk.getByRole('link', { name: /Visitor/ }).click();
    const seen = desk.getByRole('img', { name: 'chosen.png' });
    await expect.poll(() => isShown(seen)).toBe(true);

    await paste(field, await picture('pasted.png'));
    await field.fill('and these');
    await drop(log, await picture('dropped.png'), () => panel.getByText('Drop files here').waitFor());
    await panel.getByText('Drop files here').waitFor({ state: 'hidden' });
    await panel.getByRole('button', { name: 'Remove dropped.png' }).waitFor();
    await page.keyboard.press('Enter');
    const message = desk.getByRole('article').filter({ hasText: 'and these' });
    await expect.poll(() => message.getByRole('img').count()).toBe(2);
    await panel.getByRole('list', { name: 'Attached files' }).waitFor({ state: 'hidden' });

    const opener = message.getByRole('button', { name: 'Open image dropped.png' });
    await opener.focus();
    await desk.keyboard.press('Enter');
    const whole = desk.getByRole('dialog');
    await expect.poll(() => isShown(whole.getByRole('img'))).toBe(true);
    await desk.keyboard.press('Escape');
    await whole.waitFor({ state: 'hidden' });
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);

    const plan = pdf('Pläne für März (2).pdf');
    await choose(desk, attachButton(desk), [plan]);
    await desk.getByRole('button', { name: 'Send' }).click();
    const link = log.getByRole('link', { name: /^Download .*März/ });
    const [saved] = await Promise.all([page.context().waitForEvent('page').then(downloadOf), link.click()]);
    expect(saved.suggestedFilename()).toBe(plan.name);
    expect(plan.buffer.equals(await readFile(await saved.path()))).toBe(true);
    expect(pages.visitor.complaints).toEqual([]);
    expect(pages.operator.complaints).toEqual([]);
  });
});

const downloadOf = (tab: Page) => tab.waitForEvent('download');
