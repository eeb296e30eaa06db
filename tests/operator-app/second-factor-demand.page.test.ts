import type { Page } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import { addMember } from '../access/cast.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { codeOf } from '../support/authenticator.ts';
import { axeViolations } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, registerOperator, type TestOperator } from '../support/people.ts';
import { openOperatorPage, registerWithProject } from './operator-page.ts';

async function signIn(page: Page, { me, password }: TestOperator): Promise<void> {
  await page.getByLabel('E-mail').fill(me.email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}

/** From the QR code to the first code, by keyboard. @returns the secret */
async function setUp(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Set up' }).press('Enter');
  const secret = (await page.getByLabel('Key', { exact: true }).inputValue()).replaceAll(' ', '');
  await page.keyboard.type(codeOf(secret));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
  return secret;
}

describe.skipIf(!inject('hasChromium'))('a project that demands a second factor', () => {
  test('an owner has his own first; members are shown the way in, and the way back, the moment it is demanded', async () => {
    await using server = await startFresh('embedded', { REGISTRATION: 'open' });
    await using browser = await launchChromium();
    await using owners = await openOperatorPage(browser, server.url);
    const { page } = owners;
    const key = await registerWithProject(page, 'Test shop');
    const karl = await registerOperator(server.url, 'Karl');
    await createProject(server.url, karl);
    const { id } = await acrossProjects(server.running.services.db)
      .selectFrom('project')
      .select('id')
      .where('key', '=', key)
      .executeTakeFirstOrThrow();
    await addMember(server, id, karl.me.id, 'agent');

    await using karls = await openOperatorPage(browser, server.url);
    await signIn(karls.page, karl);
    const switcher = (name: string) => karls.page.getByRole('button', { name: `Project ${name}. Switch project` });
    await karls.page.getByText('All answered').waitFor();
    await switcher('Test shop').first().waitFor();

    await page.goto(`${server.url}/team`);
    const demand = page.getByRole('switch', { name: 'Every member needs a second factor' });
    await demand.waitFor();
    expect(await demand.isDisabled()).toBe(true);
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await page.getByRole('link', { name: 'Security and sessions' }).press('Enter');
    await setUp(page);
    await page.getByRole('button', { name: 'I have kept them' }).press('Enter');
    await page.goto(`${server.url}/team`);
    await demand.press('Space');
    const dialog = page.getByRole('dialog', { name: 'Demand a second factor?' });
    await dialog.getByText('The project closes at once to one member').waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await dialog.getByRole('button', { name: 'Demand it' }).press('Enter');
    await page.getByText('No second factor: locked out').waitFor();
    expect(await demand.isChecked()).toBe(true);

    const locked = karls.page.getByRole('heading', { name: 'Test shop wants a second factor' });
    await locked.waitFor();
    expect(await axeViolations(karls.page, ['light', 'dark'])).toEqual([]);
    await karls.page.getByRole('button', { name: 'Go to Shop instead' }).press('Enter');
    await karls.page.getByText('All answered').waitFor();
    await switcher('Shop').first().press('Enter');
    await karls.page.getByRole('menuitemcheckbox', { name: /Test shop/ }).press('Enter');
    await locked.waitFor();
    await setUp(karls.page);
    expect(await axeViolations(karls.page, ['light', 'dark'])).toEqual([]);
    await karls.page.getByRole('button', { name: 'I have kept them' }).press('Enter');
    await karls.page.getByText('All answered').waitFor();
    await switcher('Test shop').first().waitFor();
    expect([...owners.complaints, ...karls.complaints]).toEqual([]);
  });

  test('a session that has shown no code is asked for one', async () => {
    await using server = await startFresh('embedded');
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page } = app;
    await registerWithProject(page, 'Test shop');
    await page.goto(`${server.url}/account`);
    const secret = await setUp(page);
    await page.getByRole('button', { name: 'I have kept them' }).press('Enter');
    await page.goto(`${server.url}/team`);
    await page.getByRole('switch', { name: 'Every member needs a second factor' }).press('Space');
    await page.getByRole('button', { name: 'Demand it' }).press('Enter');
    // The switch turns at once; this is said when it is so.
    await page.getByText('A second factor is demanded now.').waitFor();
    const { db } = server.running.services;
    await db.updateTable('session').set({ second_factor_at: null }).execute();
    await db.updateTable('second_factor').set({ last_step: 0 }).execute();
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Test shop wants a second factor' }).waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.getByText('The code is not right').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
    await page.keyboard.press('Enter');
    await page.getByText('All answered').waitFor();
  });
});
