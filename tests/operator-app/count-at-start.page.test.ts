import { expect, inject, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage } from './operator-page.ts';

test.skipIf(!inject('hasChromium'))(
  'the icon is told counts of the server alone, and nothing is left of who has gone',
  async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    const anna = await registerOperator(server.url);
    const project = await createProject(server.url, anna);
    const ada = await visit(server.url, project.key);
    await say(overHttp(server.url, ada.params), ada.conversationId, 'Is anybody there?');

    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    await page.addInitScript(noteBadges);
    const badges = (): Promise<number[]> => page.evaluate(() => Reflect.get(globalThis, 'badges'));
    const session = `${anna.me.id} ${anna.params.sessionToken}`;
    await page.evaluate((value) => localStorage.setItem('parley.session', value), session);
    await page.goto(`${server.url}/inbox`);
    await page.waitForFunction(() => document.title === '(1) Parley');
    expect(await badges()).toEqual([1]);

    // One project more: all of it is opened anew.
    const switcher = page.getByRole('button', { name: /^Project/ });
    await switcher.click();
    await page.getByRole('menuitem', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('Second shop');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Second shop/ }).waitFor();
    await page.getByRole('link', { name: 'Open 0 conversations' }).waitFor();
    expect(await badges()).not.toContain(0);

    // His session has ended while the app was closed.
    await overHttp(server.url, anna.params).account.logout.mutate();
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect((await badges()).at(-1)).toBe(0);
  },
);

/** In the page: what an icon shows can't be read. */
function noteBadges(): void {
  const badges: number[] = [];
  Reflect.set(globalThis, 'badges', badges);
  navigator.setAppBadge = async (count = 0) => void badges.push(count);
}
