import { createVisitorClient } from '@parley/client';
import type { Browser, Page } from 'playwright-core';
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
    await page.getByLabel('Shortcut').fill('hello');
    await page.getByLabel('Text', { exact: true }).fill('Hello {visitor.name}');
    await page.getByRole('button', { name: 'Add canned reply' }).click();
    await page.getByRole('button', { name: 'Edit hello' }).waitFor();
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
    await expectCleanTalk(page, expectClean);
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
    await page.goto(`${server.url}/account`);
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'This device' }).click();
    await page.getByRole('dialog', { name: 'This device' }).waitFor();
    await expectClean('what is chosen for this device');
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

/** What is done with a message, and what the composer offers. */
async function expectCleanTalk(page: Page, expectClean: (screen: string) => Promise<void>): Promise<void> {
  await page.getByRole('article').first().waitFor();
  await page.keyboard.press('l');
  await page.getByRole('group', { name: 'Actions for this message' }).waitFor();
  await expectClean('a message and its actions');
  await page.keyboard.press('#');
  await page.getByRole('dialog', { name: 'Delete this message?' }).waitFor();
  await expectClean('deleting a message');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('+');
  await page.getByRole('dialog', { name: 'Add a reaction' }).waitFor();
  await expectClean('choosing an emoji');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '👍 from You' }).waitFor();
  await page.keyboard.press('q');
  await page.getByRole('group', { name: 'Replying to Ada Lovelace' }).waitFor();
  await page.keyboard.type('Yes, it does');
  await page.keyboard.press('Enter');
  // It reaches the visitor's client at once.
  await page.locator('[data-side="ours"]:is([data-state="sent"], [data-state="delivered"])').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('textbox', { name: 'Editing your message' }).fill('Yes');
  await expectClean('editing a message');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Edited' }).click();
  await page.getByText(/^Edited by/).waitFor();
  await expectClean('what a message has said');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('r');
  await page.keyboard.type('/');
  await page.getByRole('listbox', { name: 'Canned replies' }).waitFor();
  await expectClean('canned replies');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
}
