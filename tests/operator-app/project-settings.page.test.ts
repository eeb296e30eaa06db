import { describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openOperatorPage, registerWithProject } from './operator-page.ts';

describe.skipIf(!inject('hasChromium'))('the settings of a project', () => {
  test('calls go through relays only, and connect when somebody has answered, until somebody says otherwise, by keyboard too', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page, complaints } = app;
    await registerWithProject(page, 'Test shop');
    const relayOnly = page.getByRole('switch', { name: 'Send calls through relays only' });
    const meaning = /Neither side of a call learns the other’s network address/;
    expect(await relayOnly.isChecked()).toBe(true);
    await page.getByRole('switch', { name: 'Send calls', description: meaning }).waitFor();

    const connectsEarly = page.getByRole('switch', { name: 'Connect calls while they ring' });
    expect(await connectsEarly.isChecked()).toBe(false);
    await page.getByRole('switch', { name: 'Connect', description: /Until then nothing is heard/ }).waitFor();

    await relayOnly.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').first().waitFor({ state: 'attached' });
    await page.reload();
    await relayOnly.waitFor();
    expect(await relayOnly.isChecked()).toBe(false);
    expect(await connectsEarly.isChecked()).toBe(true);
    expect(complaints).toEqual([]);
  });
});
