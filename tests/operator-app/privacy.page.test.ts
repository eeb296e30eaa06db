import { readFile } from 'node:fs/promises';
import { createVisitorClient } from '@parley/client';
import { describe, expect, inject, test } from 'vitest';
import { axeViolations } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { readZip } from '../support/read-zip.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage, registerWithProject } from './operator-page.ts';

describe.skipIf(!inject('hasChromium'))('what is known of a visitor, in the operator app', () => {
  test('is exported and erased from the side panel; rules are tried before they are saved; the audit log has it all', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page, complaints } = app;
    const projectKey = await registerWithProject(page, 'Test shop');

    const days = page.getByRole('spinbutton', { name: 'Delete closed conversations after days' });
    await days.fill('365');
    await page.getByRole('button', { name: 'See what would go' }).click();
    await page.getByText('With these rules nothing would go now.').waitFor();
    const save = page.getByRole('button', { name: 'Save these rules' });
    await days.fill('30');
    await expect.poll(() => save.count()).toBe(0);
    await page.getByRole('button', { name: 'See what would go' }).click();
    await save.click();
    await page
      .getByText(/^Saved\. What is due/)
      .first()
      .waitFor({ state: 'attached' });
    await page.reload();
    await days.waitFor();
    expect(await days.inputValue()).toBe('30');

    const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
    await visitor.start({ attributes: { name: 'Ada Lovelace' } });
    const thread = visitor.thread(await visitor.openConversation());
    const attached = thread.attach(new Blob(['my plan']), 'plan.txt');
    await thread.send('Please forget me.', [attached]).acknowledged;
    await page.goto(`${server.url}/inbox`);
    await page.getByRole('link', { name: /Ada Lovelace/ }).click();
    const taken = async (choice: string) => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export…' }).click();
      await page.getByRole('dialog', { name: /^Export what is known of/ }).waitFor();
      expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
      await page.getByRole('button', { name: choice }).click();
      const file = await download;
      return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
    };
    const archive = await taken('With the files');
    expect(archive.name).toMatch(/^visitor-.*\.zip$/);
    const entries = readZip(archive.bytes);
    expect([...entries.keys()]).toEqual(['visitor.json', `files/${attached}-plan.txt`]);
    expect(entries.get(`files/${attached}-plan.txt`)?.toString()).toBe('my plan');
    const { bytes: json } = await taken('Without the files');
    expect(JSON.parse(json.toString())).toMatchObject({
      format: 'parley.visitor',
      // Whether it has been read by now is a matter of chance.
      conversations: [{ events: expect.arrayContaining([expect.objectContaining({ caption: 'Please forget me.' })]) }],
    });

    // Another window of the team, with the same conversation open.
    const second = await app.context.newPage();
    await second.goto(page.url());
    await second.getByRole('article').getByText('Please forget me.').waitFor();

    await page.getByRole('button', { name: 'Erase…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Erase Ada Lovelace for good?' });
    await dialog.waitFor();
    expect(await axeViolations(page, ['light'])).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Erase…' }).click();
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText('All answered').waitFor();
    await second.getByText('This conversation is not there').waitFor();
    for (const each of [page, second]) expect(await each.getByText('Please forget me.').count()).toBe(0);

    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Audit log' }).click();
    await page.getByText('erased a visitor').waitFor();
    // With the files, and without.
    await page.getByText('exported a visitor’s data').nth(1).waitFor();
    expect(await axeViolations(page, ['light'])).toEqual([]);
    await page.getByLabel('Show').selectOption({ label: 'Settings' });
    await page.getByText('changed how long things are kept').waitFor();
    expect(await page.getByText('erased a visitor').count()).toBe(0);
    await visitor.close();
    expect(complaints).toEqual([]);
  });
});
