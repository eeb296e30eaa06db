import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { codeOf } from '../support/authenticator.ts';
import { axeViolations } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startFresh } from '../support/in-process-server.ts';
import { startServerProcess } from '../support/server-process.ts';
import { OPERATOR, openOperatorPage, registerWithProject } from './operator-page.ts';

const GUEST = { name: 'Gus Grissom', email: 'gus@example.com', password: 'liberty bell seven' };
const NEW_PASSWORD = 'a longer one than before';

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

const linkIn = (page: Page) => page.getByRole('textbox', { name: /^Link for/ }).innerText();

describe.skipIf(!inject('hasChromium'))('the operators’ doors', () => {
  test('a second factor is set up, asked for, and turned off after a proof', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    await registerWithProject(page, 'Test shop');
    await page.goto(`${server.url}/account`);
    await page.getByRole('heading', { name: 'Security', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    const secret = (await page.getByLabel('Key', { exact: true }).inputValue()).replaceAll(' ', '');
    // The keyboard is where the code goes.
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.getByText('The code is not right').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    const codes = await page.getByRole('group', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts();
    expect(codes).toHaveLength(10);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('10 recovery codes are left').waitFor();

    await signOut(page);
    await signIn(page, OPERATOR);
    await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await page.keyboard.type(codes[0] ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('9 recovery codes are left').waitFor();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByText('The second factor is off.').first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Set up' }).waitFor();
  });

  test('somebody is invited, comes in by the link, gets another role, forgets his password, and is removed', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: { ...database.env, REGISTRATION: 'invited' } });
    await using browser = await launchChromium();
    await using owner = await openOperatorPage(browser, server.url);
    const { page } = owner;
    await registerWithProject(page, 'Test shop');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Team' }).click();
    await page.getByRole('heading', { name: 'Team', level: 1 }).waitFor();
    await page.getByLabel('E-mail').fill(GUEST.email);
    await page.getByLabel('Role', { exact: true }).selectOption('Agent');
    await page.getByRole('button', { name: 'Make an invitation' }).click();
    const invitation = await linkIn(page);
    await page.getByText(/^Invited by/).waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);

    await using stranger = await openOperatorPage(browser, server.url);
    await stranger.page.getByText('Ask your team to invite you.').waitFor();
    expect(await stranger.page.getByRole('button', { name: /No account yet/ }).count()).toBe(0);
    expect(await axeViolations(stranger.page, ['light', 'dark'])).toEqual([]);

    await using guest = await openOperatorPage(browser, invitation);
    await guest.page.getByText(/Sign in to accept your invitation/).waitFor();
    await guest.page.getByRole('button', { name: /No account yet/ }).click();
    await guest.page.getByLabel('Your name').fill(GUEST.name);
    await guest.page.getByLabel('E-mail').fill(GUEST.email);
    await guest.page.getByLabel('Password').fill(GUEST.password);
    await guest.page.keyboard.press('Enter');
    await guest.page.getByRole('button', { name: 'Accept the invitation' }).click();
    await guest.page.getByText('All answered').waitFor();
    expect(guest.page.url()).toBe(`${server.url}/inbox`);

    await page.reload();
    const role = page.getByLabel(`Role of ${GUEST.name}`);
    await role.selectOption('Viewer');
    await page.getByText(`${GUEST.name} is viewer now.`).first().waitFor({ state: 'attached' });

    await page.getByRole('button', { name: `More for ${GUEST.name}` }).click();
    await page.getByRole('menuitem', { name: 'Link to a new password' }).click();
    const reset = await linkIn(page);
    await using forgetful = await openOperatorPage(browser, reset);
    await forgetful.page.getByLabel('New password').fill(NEW_PASSWORD);
    expect(await axeViolations(forgetful.page, ['light', 'dark'])).toEqual([]);
    await forgetful.page.keyboard.press('Enter');
    await forgetful.page.getByText('Your password is changed.').waitFor();
    expect(forgetful.page.url()).toBe(`${server.url}/`);
    // Wherever he was signed in he is not any more.
    await guest.page.getByText('Your session was ended').waitFor();
    await signIn(forgetful.page, { ...GUEST, password: NEW_PASSWORD });
    await forgetful.page.getByText('All answered').waitFor();

    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: `More for ${GUEST.name}` }).click();
    await page.getByRole('menuitem', { name: 'Remove from the project' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove from the project' }).click();
    await page.getByText(GUEST.email).waitFor({ state: 'detached' });
    // He has no project now, and learns it without a reload.
    await forgetful.page.getByRole('heading', { name: 'Create your first project' }).waitFor();
    expect(owner.complaints).toEqual([]);
  });

  test('whoever was signed in long ago is asked who he is, by keyboard, and goes on from there', async () => {
    await using server = await startFresh('embedded');
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    await registerWithProject(page, 'Test shop');
    await page.goto(`${server.url}/account`);
    await server.running.services.db.updateTable('session').set({ proven_at: null }).execute();
    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByLabel('Current password').waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('Please confirm first that it is you.').first().waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Set up' }).click();
    await dialog.getByLabel('Current password').waitFor();
    await page.keyboard.type('not it');
    await page.keyboard.press('Enter');
    await dialog.getByText('The current password is not right.').waitFor();
    await dialog.getByLabel('Current password').fill(OPERATOR.password);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
  });

  test('a new password logs all others out', async () => {
    await using server = await startFresh('embedded');
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    await registerWithProject(page, 'Test shop');
    await using other = await openOperatorPage(browser, server.url);
    await signIn(other.page, OPERATOR);
    await other.page.getByText('All answered').waitFor();
    await page.goto(`${server.url}/account`);
    await page.getByLabel('Current password').fill(OPERATOR.password);
    await page.getByLabel('New password').fill('short');
    await page.keyboard.press('Enter');
    await page.getByText('The password needs at least 8 characters.').waitFor();
    await page.getByLabel('New password').fill('iloveyou');
    await page.keyboard.press('Enter');
    await page.getByText('This password is known').waitFor();
    await page.getByLabel('New password').fill(NEW_PASSWORD);
    await page.keyboard.press('Enter');
    await other.page.getByText('Your session was ended').waitFor();
    await signIn(other.page, { ...OPERATOR, password: NEW_PASSWORD });
    await other.page.getByText('All answered').waitFor();
  });
});
