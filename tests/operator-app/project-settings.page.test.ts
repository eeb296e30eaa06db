import { describe, expect, inject, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import { axeViolations } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { visit } from '../widget/widget-page.ts';
import { OPERATOR, openOperatorPage, registerWithProject } from './operator-page.ts';

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
    // The device may show its own copy until the server has answered.
    await expect.poll(() => relayOnly.isChecked()).toBe(false);
    expect(await connectsEarly.isChecked()).toBe(true);
    expect(await relayOnly.isEnabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('[PR8] what is typed is shown once an admin says so, and the widget says it, too; for how long messages are edited', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page, complaints } = app;
    await registerWithProject(page, 'Test shop');
    await using visitor = await visit(browser, `${server.url}/demo`, { context: { reducedMotion: 'reduce' } });
    const { launcher, field, panel } = visitor;
    await launcher.click();
    await field.fill('Hello');
    await field.press('Enter');
    await visitor.log.getByText('Hello').waitFor();
    const told = panel.getByText('We see what you type before you send it.');
    expect(await told.count()).toBe(0);

    const { email, password } = OPERATOR;
    const { sessionToken = '' } = await overHttp(server.url, {}).account.login.mutate({ email, password });
    const desk = overHttp(server.url, { sessionToken });
    const settings = async () => (await desk.project.list.query())[0];
    const { id: projectId = '' } = (await settings()) ?? {};
    const mayEdit = page.getByRole('combobox', { name: 'Your team may edit and delete its own messages' });
    const previews = page.getByRole('switch', { name: 'Show what visitors type', description: /tells visitors/ });
    expect(await mayEdit.inputValue()).toBe('always');
    expect(await previews.isChecked()).toBe(false);
    await desk.project.update.mutate({ projectId, editMinutes: 90 });
    await page.reload();
    const chosen = mayEdit.locator('option:checked');
    await expect.poll(() => chosen.textContent()).toBe('For 90 minutes');
    await previews.focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(settings).toMatchObject({ editMinutes: 90, previewsTyping: true });
    await mayEdit.selectOption('For 1 hour');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(settings).toMatchObject({ editMinutes: 60, previewsTyping: true });

    await visitor.page.reload();
    await launcher.click();
    await told.waitFor();
    await panel.getByRole('textbox', { description: 'We see what you type before you send it.' }).waitFor();
    expect(await axeViolations(visitor.page, ['light', 'dark'])).toEqual([]);
    await page.getByRole('link', { name: /^Open/ }).click();
    await page.getByRole('link', { name: /Hello/ }).click();
    await page.getByText(/· Online/).waitFor();
    await field.pressSequentially('My number is 42');
    const shown = page.getByRole('group', { name: /not sent yet/ });
    await shown.getByText('My number is 42').waitFor();
    await field.press('Enter');
    await page.getByRole('article').getByText('My number is 42').waitFor();
    await shown.waitFor({ state: 'detached' });
    expect([...complaints, ...visitor.complaints]).toEqual([]);
  });
});
