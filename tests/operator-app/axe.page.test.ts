import { createVisitorClient } from '@parley/client';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { axeViolations, LOOKS } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage, registerWithProject } from './operator-page.ts';

describe.skipIf(!inject('hasChromium'))('axe finds nothing in the operator app', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test.each(LOOKS)('%s', async (_look, context, schemes) => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using app = await openOperatorPage(browser, server.url, context);
    const { page } = app;
    const expectClean = async (screen: string) => expect(await axeViolations(page, schemes), screen).toEqual([]);
    await page.getByLabel('Your name').waitFor();
    await expectClean('registration');
    const projectKey = await registerWithProject(page, 'Test shop');
    await expectClean('project settings');
    await page.goto(`${server.url}/account`);
    await page.getByText('This session').waitFor();
    await expectClean('security and sessions');
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    await expectClean('setting up a second factor');
    await page.goto(`${server.url}/team`);
    await page.getByLabel('E-mail').fill('gus@example.com');
    await page.getByRole('button', { name: 'Make an invitation' }).click();
    await page.getByRole('textbox', { name: /^Link for/ }).waitFor();
    await page.getByText(/^Invited by/).waitFor();
    await expectClean('team');
    await page.goto(`${server.url}/inbox`);
    await page.getByText('All answered').waitFor();
    await expectClean('empty inbox');

    const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
    await visitor.start({ attributes: { name: 'Ada Lovelace', plan: 'Pro' } });
    const thread = visitor.thread(await visitor.openConversation());
    await thread.send('Does the blue one come in size 42?').acknowledged;
    await page.getByRole('link', { name: /Ada Lovelace/ }).waitFor();
    await expectClean('inbox');
    await page.getByRole('link', { name: /Ada Lovelace/ }).click();
    await page.getByRole('heading', { name: 'Ada Lovelace', level: 1 }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Ask the warehouse.');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: /^Note/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Reopen' }).waitFor();
    await expectClean('conversation');
    await page.getByRole('button', { name: /Assign/ }).click();
    await page.getByRole('menuitem', { name: 'Nobody' }).or(page.getByText('Nobody')).waitFor();
    await expectClean('assign menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await expectClean('keyboard help');
    await page.keyboard.press('Escape');

    server.kill('SIGKILL');
    await page
      .getByText(/Connection lost/)
      .first()
      .waitFor();
    await expectClean('lost connection');
    await visitor.close();
  });
});
