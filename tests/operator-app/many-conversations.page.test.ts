import { createVisitorClient } from '@parley/client';
import { describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage, registerWithProject } from './operator-page.ts';
import { seedConversations } from './seed-conversations.ts';

const CONVERSATIONS = 2_000;
/** A window of 900 px shows 12 rows; the rest is what is kept ready above and below. */
const MOST_ROWS = 60;

describe.skipIf(!inject('hasChromium'))('a long inbox', () => {
  test('2,000 conversations are all reachable, and only those in sight are in the page', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    const projectKey = await registerWithProject(page, 'Busy shop');
    const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
    await visitor.start({ attributes: { name: 'Visitor 1' } });
    await visitor.thread(await visitor.openConversation()).send('Hello?').acknowledged;
    await visitor.close();
    server.kill('SIGTERM');
    await server.waitForExit();
    await seedConversations(database.env['DATA_DIR'] ?? '', CONVERSATIONS);
    await server.restart();
    await page.goto(`${server.url}/inbox`);
    await page.getByRole('link', { name: `Open ${CONVERSATIONS.toLocaleString('en')} conversations` }).waitFor();

    const rows = page.locator('[data-conversation]');
    await rows.first().waitFor();
    const names = new Set<string>();
    let most = 0;
    for (let last = -1; last < CONVERSATIONS - 1;) {
      const seen = await page.evaluate(scrollOn);
      most = Math.max(most, seen.rows);
      for (const name of seen.names) names.add(name);
      last = seen.last;
    }
    expect(names.size).toBe(CONVERSATIONS);
    expect(most).toBeLessThanOrEqual(MOST_ROWS);
  });
});

/** In the page: notes the rows that are there, then scrolls by no more than there are rows and waits until that is drawn. */
async function scrollOn(): Promise<{ names: string[]; rows: number; last: number }> {
  const rows = [...document.querySelectorAll('[role="list"] [data-conversation]')];
  const names = rows.map((row) => row.querySelector('.row-name')?.firstChild?.textContent ?? '');
  const last = Math.max(-1, ...rows.map((row) => Number(row.closest('[data-index]')?.getAttribute('data-index'))));
  document.querySelector('.inbox-rows')?.scrollBy(0, 1_000);
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return { names, rows: rows.length, last };
}
