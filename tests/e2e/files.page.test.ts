import { readFile } from 'node:fs/promises';
import type { Browser, Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { FILES_PATH, LIMITS } from '@parley/api/contract/wire';
import { photo } from '../attachment/files.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { startWidgetSite } from '../widget/widget-site.ts';
import { visit } from '../widget/widget-page.ts';
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
  const hasFocus = (element: Locator) =>
    element.evaluate((node) => {
      const root = node.getRootNode();
      return (root instanceof ShadowRoot || root instanceof Document) && root.activeElement === node;
    });
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
    // A list has no room for a picture, and says that it is one.
    await desk.getByRole('link', { name: /Visitor .*Photo/ }).click();
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
    const downloaded = nextDownload(page);
    await link.click();
    const saved = await downloaded;
    expect(saved.suggestedFilename()).toBe(plan.name);
    expect(plan.buffer.equals(await readFile(await saved.path()))).toBe(true);
    expect(pages.visitor.complaints).toEqual([]);
    expect(pages.operator.complaints).toEqual([]);
  });

  const upToPart = async (page: Page, count: number): Promise<{ offsets: string[]; reached: Promise<void> }> => {
    const offsets: string[] = [];
    const reached = Promise.withResolvers<void>();
    await page.route(`**${FILES_PATH}/**`, async (route, request) => {
      if (request.method() === 'PATCH') offsets.push(request.headers()['upload-offset'] ?? '');
      if (offsets.length <= count) return route.continue();
      reached.resolve();
      // It hangs as on a line that is dead; whoever waits for it is cut off.
      return undefined;
    });
    return { offsets, reached: reached.promise };
  };
  const offsetsFrom = (page: Page): string[] => {
    const offsets: string[] = [];
    page.on('request', (request) => {
      const offset = request.headers()['upload-offset'];
      if (request.method() === 'PATCH' && offset !== undefined) offsets.push(offset);
    });
    return offsets;
  };

  test('[FI3] the server is killed in mid-upload: the page says that it waits, and it goes on where it was, as one message', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { panel, log, page } = pages.visitor;
    const desk = pages.operator.page;
    const files = await upToPart(page, 2);
    await choose(page, attachButton(panel), [pdf('long.pdf', 3_000_000)]);
    await panel.getByRole('button', { name: 'Remove long.pdf' }).waitFor();
    await panel.getByRole('textbox').press('Enter');
    await files.reached;
    const bar = log.getByRole('progressbar', { name: 'Uploading long.pdf' });
    await expect.poll(() => bar.getAttribute('aria-valuetext')).toMatch(/^\d+%$/);
    server.kill('SIGKILL');
    await server.waitForExit();
    await expect.poll(() => bar.getAttribute('aria-valuetext')).toBe('Waiting for the network');
    const after = offsetsFrom(page);
    await page.unrouteAll();
    await server.restart();

    await desk.getByRole('link', { name: /Visitor/ }).click();
    await desk.getByRole('article').getByTitle('long.pdf').waitFor();
    await log.getByRole('link', { name: 'Download long.pdf' }).waitFor();
    expect(await desk.getByRole('article').getByTitle('long.pdf').count()).toBe(1);
    expect(after.filter((offset) => offset === '0')).toEqual([]);
    expect(after[0]).toBe(files.offsets[2]);
  });

  test('[FI3] a reload in mid-upload: the message is still there, and its file goes on where it was', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { panel, log, page, launcher } = pages.visitor;
    const files = await upToPart(page, 2);
    await choose(page, attachButton(panel), [pdf('long.pdf', 3_000_000)]);
    await panel.getByRole('button', { name: 'Remove long.pdf' }).waitFor();
    await panel.getByRole('textbox').press('Enter');
    await files.reached;
    await page.unrouteAll();
    const after = offsetsFrom(page);
    await page.reload();
    await launcher.click();
    await log.getByRole('link', { name: 'Download long.pdf' }).waitFor();
    // The part that hung may have arrived after all; nothing that had is sent again.
    expect(Number(after[0])).toBeGreaterThanOrEqual(Number(files.offsets[2]));
    expect(await log.getByTitle('long.pdf').count()).toBe(1);
  });

  test('what is too big is refused in words, and nothing is sent until it is removed', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { panel, field, log, page } = pages.visitor;
    await field.fill('Hello?');
    await page.keyboard.press('Enter');
    await log.getByText(/^(Sent|Delivered)$/).waitFor();
    await choose(page, attachButton(panel), [pdf('film.mov', LIMITS.visitorFileBytes + 1)]);
    await panel.getByRole('list', { name: 'Attached files' }).getByText('Larger than 10 MB').waitFor();
    await panel.getByRole('status').filter({ hasText: 'film.mov: Larger than 10 MB' }).waitFor();
    await field.fill('Here is the film');
    await page.keyboard.press('Enter');
    expect(await field.inputValue()).toBe('Here is the film');
    await panel.getByRole('button', { name: 'Remove film.mov' }).press('Enter');
    await field.press('Enter');
    await log.getByText('Here is the film').waitFor();
    const desk = pages.operator.page;
    await desk.getByRole('link', { name: /Visitor/ }).click();
    await desk.getByRole('article').getByText('Here is the film').waitFor();
    expect(await desk.getByTitle('film.mov').count()).toBe(0);
  });

  test('whoever removes files by keyboard goes on at the next one, and at the field after the last', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { panel, field, log, page } = pages.visitor;
    await field.fill('Hello?');
    await page.keyboard.press('Enter');
    await log.getByText(/^(Sent|Delivered)$/).waitFor();
    const desk = pages.operator.page;
    await desk.getByRole('link', { name: /Visitor/ }).click();
    const screens = [
      { on: page, within: panel, last: field },
      { on: desk, within: desk, last: desk.getByRole('textbox', { name: 'Reply' }) },
    ];
    for (const { on, within, last } of screens) {
      const remover = (name: string) => within.getByRole('button', { name: `Remove ${name}` });
      await choose(on, attachButton(within), [pdf('a.pdf'), pdf('b.pdf'), pdf('c.pdf')]);
      await remover('b.pdf').press('Enter');
      await expect.poll(() => hasFocus(remover('c.pdf'))).toBe(true);
      await on.keyboard.press('Enter');
      await expect.poll(() => hasFocus(remover('a.pdf'))).toBe(true);
      await on.keyboard.press('Enter');
      await expect.poll(() => hasFocus(last)).toBe(true);
    }
  });

  test('a chat that can’t load what shows and brings files says so, and goes on when it can', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { panel, field, log, page } = pages.visitor;
    await field.fill('Hello?');
    await page.keyboard.press('Enter');
    await log.getByText(/^(Sent|Delivered)$/).waitFor();
    const code = /\/(files-view|file-work)-[^/]*\.js/;
    await page.route(code, (route) => route.fulfill({ status: 404 }));
    await choose(page, attachButton(panel), [pdf('plan.pdf')]);
    const chip = panel.getByRole('listitem').filter({ hasText: 'plan.pdf' });
    await chip.getByRole('alert').getByText('Not sent').waitFor();
    await page.unroute(code);
    await chip.getByRole('button', { name: 'Try again' }).click();
    await chip.getByRole('alert').waitFor({ state: 'hidden' });
    await field.press('Enter');
    await log.getByRole('link', { name: 'Download plan.pdf' }).waitFor();
  });

  test('on a site that lets in no pictures a picture is a card, with a link to save it', async () => {
    await using site = await startWidgetSite();
    await using visitor = await visit(browser, `${site.siteUrl}/strict`);
    await visitor.launcher.click();
    const { panel, log, page } = visitor;
    await choose(page, attachButton(panel), [await picture('photo.png')]);
    await panel.getByRole('button', { name: 'Remove photo.png' }).waitFor();
    await visitor.field.press('Enter');
    await log.getByRole('link', { name: 'Download photo.png' }).waitFor();
    expect(await log.getByRole('img').count()).toBe(0);
  });
});

/** In the page itself, or in a tab that the browser opens for it. */
function nextDownload(page: Page): Promise<Download> {
  return new Promise((resolve) => {
    page.on('download', resolve);
    page.context().on('page', (tab) => tab.on('download', resolve));
  });
}
