import { join } from 'node:path';
import { createVisitorClient } from '@parley/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage, OPERATOR, registerWithProject } from './operator-page.ts';

/** A phone, or a desktop at four times the size (WCAG 1.4.10). */
const NARROW = { width: 320, height: 720 };

describe.skipIf(!inject('hasChromium'))('the operator app in other languages', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test('begins in the browser’s, takes another at once, and keeps what is being written', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using app = await openOperatorPage(browser, server.url, { locale: 'de-AT' });
    const { page, complaints } = app;
    await page.getByRole('heading', { name: 'Willkommen bei Parley' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de-AT');
    await page.getByLabel('Ihr Name').fill(OPERATOR.name);

    const chooser = page.getByRole('combobox');
    await chooser.selectOption('ar');
    await page.getByRole('heading', { name: 'مرحبًا بك في Parley' }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.getByLabel('اسمك').inputValue()).toBe(OPERATOR.name);

    await page.reload();
    await page.getByRole('heading', { name: 'مرحبًا بك في Parley' }).waitFor();
    await chooser.selectOption('en');
    await page.getByRole('heading', { name: 'Welcome to Parley' }).waitFor();
    await registerWithProject(page, 'Test shop');
    await page.goto(`${server.url}/account`);
    await page.getByLabel('Current password').fill('half of it');
    await page.getByLabel('Language').selectOption('ru');
    await page.getByRole('heading', { name: 'Безопасность' }).waitFor();
    // Also what stands around the page.
    await page.getByRole('link', { name: /^Открытые/ }).waitFor();
    expect(await page.getByLabel('Текущий пароль').inputValue()).toBe('half of it');
    expect(complaints).toEqual([]);
  });

  test.each(['de', 'ru', 'ar'])('fits a narrow window in “%s”', async (locale) => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using owner = await openOperatorPage(browser, server.url);
    const projectKey = await registerWithProject(owner.page, 'Test shop');
    const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
    await visitor.start({ attributes: { name: 'Ada Lovelace', plan: 'Pro' } });
    await visitor.thread(await visitor.openConversation()).send('Does the blue one come in size 42?').acknowledged;
    await visitor.close();

    const storageState = await owner.context.storageState();
    await using app = await openOperatorPage(browser, server.url, { locale, storageState, viewport: NARROW });
    const { page, complaints } = app;
    for (const screen of ['inbox', 'settings', 'team', 'account', 'audit', 'projects/new']) {
      await page.goto(`${server.url}/${screen}`);
      await expectFits(page, `${screen}.${locale}`);
    }
    await page.goto(`${server.url}/inbox`);
    await page.getByRole('link', { name: /Ada Lovelace/ }).click();
    await page.getByRole('article').waitFor();
    await expectFits(page, `conversation.${locale}`);
    // Empty, it shows words of ours.
    const composer = page.locator('textarea');
    const direction = await composer.evaluate((element) => getComputedStyle(element).direction);
    expect(direction).toBe(await page.locator('html').getAttribute('dir'));
    await page.goto(`${server.url}/inbox`);
    await page.getByRole('link', { name: /Ada Lovelace/ }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await expectFits(page, `keys.${locale}`);
    expect(complaints).toEqual([]);
  });
});

/** Nothing stands out at a side, so nobody has to scroll to and fro to read a line. */
async function expectFits(page: Page, screen: string): Promise<void> {
  await page.locator('main, [role="main"]').first().waitFor();
  await page.waitForLoadState('networkidle');
  const folder = process.env['LANGUAGE_SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${screen}.png`) });
  const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beside, screen).toBe(0);
}
