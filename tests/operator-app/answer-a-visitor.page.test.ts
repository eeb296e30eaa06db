import { createVisitorClient, type Thread } from '@parley/client';
import { describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { OPERATOR, openOperatorPage, registerWithProject } from './operator-page.ts';

describe.skipIf(!inject('hasChromium'))('the operator app on a real server', () => {
  test('an operator registers, creates a project, and answers a visitor with the keyboard alone', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    const projectKey = await registerWithProject(page, 'Test shop');
    await page.getByRole('link', { name: /^Open/ }).click();
    await page.getByText('All answered').waitFor();

    const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
    await visitor.start({ attributes: { name: 'Ada Lovelace', plan: 'Pro' } });
    const thread = visitor.thread(await visitor.openConversation());
    await thread.send('Does the blue one come in size 42?').acknowledged;

    // The list: it arrives by itself, unread, and the title counts it.
    const row = page.getByRole('link', { name: /Ada Lovelace/ });
    await row.waitFor();
    await page.waitForFunction(() => document.title === '(1) Parley');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ada Lovelace', level: 1 }).waitFor();
    await page.getByRole('article', { name: 'Ada Lovelace' }).getByText('size 42').waitFor();
    await page.waitForFunction(() => document.title === 'Parley');
    await until(thread, ({ receipts }) => receipts.operatorRead > 0);

    // An answer; the visitor sees the operator type, then the words, and reads them.
    await page.keyboard.press('r');
    await page.keyboard.type('Yes, it does: see https://shop.example/blue');
    await until(thread, ({ typing }) => typing.length > 0);
    await page.keyboard.press('Enter');
    await until(thread, ({ items }) =>
      items.some((item) => item.kind === 'message' && item.text.startsWith('Yes, it')),
    );
    thread.markRead();
    const answer = page.getByRole('article', { name: 'You' });
    await answer.getByText('Read').waitFor();
    expect(await answer.getByRole('link').getAttribute('href')).toBe('https://shop.example/blue');

    // A note stays with the team.
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.keyboard.type('Ask the warehouse first.');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: /^Note/ }).getByText('Ask the warehouse first.').waitFor();

    // Assign, close, reopen.
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await page.getByText(`${OPERATOR.name} took this conversation`).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Reopen' }).waitFor();
    await until(thread, ({ status }) => status === 'closed');
    await page.getByText('All answered').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor();
    await until(thread, ({ status }) => status === 'open');

    expect(thread.getSnapshot().items.map((item) => item.kind)).not.toContain('note');
    expect(app.complaints).toEqual([]);
    await visitor.close();
  });

  test('a draft, the session and unsent words outlive a reload and a dead server', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    const projectKey = await registerWithProject(page, 'Test shop');
    const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
    await visitor.start({ attributes: { name: 'Ada Lovelace' } });
    const thread = visitor.thread(await visitor.openConversation());
    await thread.send('Hello?').acknowledged;
    await page.getByRole('link', { name: /^Open/ }).click();
    await page.getByRole('link', { name: /Ada Lovelace/ }).click();
    const reply = page.getByRole('textbox', { name: 'Reply' });

    await reply.fill('Half a sent');
    await page.reload();
    await page.waitForFunction(() => document.querySelector('textarea')?.value === 'Half a sent');

    server.kill('SIGKILL');
    await server.waitForExit();
    await page
      .getByText(/Connection lost/)
      .first()
      .waitFor();
    await reply.fill('Written while the server was gone.');
    await reply.press('Enter');
    await page.getByRole('article', { name: 'You' }).getByText('Written while').waitFor();
    await server.restart();
    await until(thread, ({ items }) =>
      items.some((item) => item.kind === 'message' && item.text.startsWith('Written while')),
    );
    const sent = thread.getSnapshot().items.filter((item) => item.kind === 'message' && !item.mine);
    expect(sent).toHaveLength(1);
    await visitor.close();
  });
});

/** Resolves when the thread is as wanted; the test's own time limit ends the wait. */
async function until(thread: Thread, wanted: (snapshot: ReturnType<Thread['getSnapshot']>) => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (wanted(thread.getSnapshot())) resolve();
  };
  const unsubscribe = thread.subscribe(look);
  look();
  await promise;
  unsubscribe();
}
