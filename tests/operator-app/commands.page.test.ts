import { createVisitorClient } from '@parley/client';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import { axeViolations } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { registerOperator, say, signIn, visit } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';
import { OPERATOR, openOperatorPage, registerWithProject } from './operator-page.ts';

describe.skipIf(!inject('hasChromium'))('actions by keyboard', () => {
  test('the palette finds conversations and actions; what was done is taken back by a key', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page, complaints } = app;
    const projectKey = await registerWithProject(page, 'Shop');
    for (const name of ['José Álvarez', 'Zoë Almqvist']) {
      const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
      await visitor.start({ attributes: { name } });
      await visitor.thread(await visitor.openConversation()).send(`${name} asks`).acknowledged;
      await visitor.close();
    }
    await page.goto(`${server.url}/inbox`);
    await page.getByRole('link', { name: /Zoë/ }).waitFor();

    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Find a conversation or an action' });
    await field.waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await page.keyboard.type('jose');
    const options = page.getByRole('option');
    await page.getByRole('option', { name: /José/, selected: true }).waitFor();
    expect(await options.count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'José Álvarez', level: 1 }).waitFor();

    await choose(page, 'close the');
    await page.getByText('Conversation closed').waitFor();
    await page.getByRole('button', { name: 'Reopen' }).waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await page.keyboard.press('z');
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor();
    await page.getByText('Conversation closed').waitFor({ state: 'detached' });

    // A letter that is typed is no key.
    await choose(page, 'write a note');
    await page.keyboard.type('zebra');
    expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('zebra');
    await page.keyboard.press('Control+k');
    await field.waitFor();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });

    const row = page.getByRole('link', { name: /Zoë/ });
    const before = await row.boundingBox();
    await choose(page, 'compact');
    await expect.poll(async () => (await row.boundingBox())?.height ?? Infinity).toBeLessThan(before?.height ?? 0);
    await page.reload();
    await row.waitFor();
    expect((await row.boundingBox())?.height).toBeLessThan(before?.height ?? 0);
    expect(complaints).toEqual([]);
  });

  test('focus goes back where it was, so that what is typed after Escape is no command', async () => {
    await using shop = await openShop();
    const { page, server, complaints } = shop;
    await page.goto(`${server.url}/c/${shop.conversationId}`);
    const reply = page.getByRole('textbox', { name: 'Reply' });
    await reply.focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    // Each of them is a key: undo, close, note, assign.
    await page.keyboard.press('Escape');
    await page.keyboard.type('zena');
    expect(await reply.inputValue()).toBe('zena');
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor();

    const erase = page.getByRole('button', { name: 'Erase…' });
    await erase.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /^Erase/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await isFocused(erase)).toBe(true);

    // What an item of a menu has opened leads back to what opened the menu.
    const account = page.getByRole('button', { name: /Account menu/ });
    await account.click();
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(account)).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('is taken back while other words come, and not where somebody has changed it since', async () => {
    await using shop = await openShop();
    const { page, server, conversationId } = shop;
    const { conversation } = overHttp(server.url, { sessionToken: await sessionOf(page) });
    const status = async () => (await conversation.get.query({ conversationId })).status;
    await page.goto(`${server.url}/c/${conversationId}`);
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor();

    await page.keyboard.press('e');
    await page.getByText('Conversation closed').waitFor();
    await choose(page, 'project settings');
    await page.getByRole('button', { name: 'Copy' }).first().click();
    const lines = page.locator('.toast');
    await expect.poll(() => lines.count()).toBe(2);
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await page.keyboard.press('z');
    await expect.poll(status).toBe('open');
    await page.getByText('Conversation closed').waitFor({ state: 'detached' });

    await page.goBack();
    // All of what happened is there, and not only what the device has kept.
    await page.getByText('Rosa Parks reopened this conversation').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor();
    await page.keyboard.press('e');
    await page.getByText('Conversation closed').waitFor();
    await conversation.setStatus.mutate({ conversationId, status: 'snoozed' });
    await page.keyboard.press('z');
    await page.getByText('It has changed since, and stays as it is.').waitFor();
    expect(await status()).toBe('snoozed');
  });

  test('nothing of the last operator is there for the next at the same browser', async () => {
    await using shop = await openShop();
    const { page, server, conversationId } = shop;
    await page.goto(`${server.url}/c/${conversationId}`);
    await page.getByRole('button', { name: /^Rosa Parks\. Account menu/ }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor();
    await page.keyboard.press('e');
    await page.getByText('Conversation closed').waitFor();
    const next = await registerOperator(server.url, 'Bob');
    const own = await signIn(server.url, { me: OPERATOR, password: OPERATOR.password });
    await overHttp(server.url, { sessionToken: own }).account.revokeOtherSessions.mutate();
    await page.getByLabel('E-mail').fill(next.me.email);
    expect(await page.getByText('Conversation closed').count()).toBe(0);
    await page.getByLabel('Password').fill(next.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Create your first project' }).waitFor();
  });
});

interface Shop extends AsyncDisposable {
  page: Page;
  server: { url: string };
  /** Of one visitor. */
  conversationId: string;
  complaints: string[];
}

/** The app of an operator with a project, in which somebody has written. */
async function openShop(): Promise<Shop> {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createTestDatabase('embedded'));
  const server = opened.use(await startServerProcess({ env: { ...database.env, REGISTRATION: 'open' } }));
  const browser = opened.use(await launchChromium());
  const { page, complaints } = opened.use(await openOperatorPage(browser, server.url));
  const projectKey = await registerWithProject(page, 'Shop');
  const visitor = await visit(server.url, projectKey, { name: 'Ada' });
  await say(overHttp(server.url, visitor.params), visitor.conversationId, 'Hello');
  const all = opened.move();
  const { conversationId } = visitor;
  return { page, server, conversationId, complaints, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

const isFocused = (at: Locator): Promise<boolean> => at.evaluate((element) => element === document.activeElement);

const sessionOf = (page: Page): Promise<string> =>
  page.evaluate(() => localStorage.getItem('parley.session')?.split(' ')[1] ?? '');

async function choose(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  // A page under it may have boxes and options of its own.
  const palette = page.getByRole('dialog');
  await palette.getByRole('combobox').waitFor();
  await page.keyboard.type(words);
  await palette.getByRole('option', { selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await palette.waitFor({ state: 'detached' });
}
