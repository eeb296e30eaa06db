import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage } from './operator-page.ts';

/** Three pages of history, in rows that differ in height. */
const MESSAGES = 110;

describe.skipIf(!inject('hasChromium'))('a long thread', () => {
  test('opens at its end, keeps what is read in place while older and newer messages come, and leads back to the newest', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    const operator = await registerOperator(server.url);
    const project = await createProject(server.url, operator);
    const { params, conversationId } = await visit(server.url, project.key, { name: 'Ada' });
    const visitor = overHttp(server.url, params);
    for (let n = 1; n <= MESSAGES; n += 1)
      await say(visitor, conversationId, `No. ${n}.${' More.'.repeat((n % 7) * 20)}`);
    await overHttp(server.url, operator.params).conversation.markRead.mutate({ conversationId, seq: MESSAGES });

    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    const session = `${operator.me.id} ${operator.params.sessionToken}`;
    await page.evaluate((value) => localStorage.setItem('parley.session', value), session);
    await page.goto(`${server.url}/c/${conversationId}`);
    await row(page, MESSAGES).waitFor();
    expect(await bottomGap(page)).toBeLessThan(60);

    const seen = new Set<number>();
    await page.locator('.thread-scroll').hover();
    while (!seen.has(1)) {
      const before = await shown(page);
      for (const { number } of before) seen.add(number);
      await page.mouse.wheel(0, -600);
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    }
    expect(seen.size).toBe(MESSAGES);

    const reading = await shown(page);
    await say(visitor, conversationId, `No. ${MESSAGES + 1}.`);
    const newest = page.getByRole('button', { name: 'newest' });
    await newest.getByText('1').waitFor();
    expect(await shown(page)).toEqual(reading);
    await newest.click();
    await row(page, MESSAGES + 1).waitFor();
    await newest.waitFor({ state: 'detached' });
    expect(app.complaints).toEqual([]);
  });
});

const row = (page: Page, number: number) => page.locator('.thread-row', { hasText: new RegExp(`No\\. ${number}\\.`) });

const bottomGap = (page: Page): Promise<number> =>
  page.locator('.thread-scroll').evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop);

/** The messages in sight, with where they stand in the window. */
function shown(page: Page): Promise<{ number: number; top: number }[]> {
  return page.locator('.thread-scroll').evaluate((box) => {
    const window = box.getBoundingClientRect();
    return [...box.querySelectorAll('.thread-row')].flatMap((each) => {
      const number = /No\. (\d+)\./.exec(each.textContent)?.[1];
      const { top, bottom } = each.getBoundingClientRect();
      if (number === undefined || bottom < window.top || top > window.bottom) return [];
      return [{ number: Number(number), top: Math.round(top - window.top) }];
    });
  });
}
