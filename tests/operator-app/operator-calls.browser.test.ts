import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { audioPacketsReceived, isSilent, openTwoPages, type TwoPages } from '../e2e/two-pages.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { devicesInUse } from '../support/devices-in-use.ts';
import { registerOperator } from '../support/people.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { makeAllMembers } from './add-colleague.ts';
import { OPERATOR, openOperatorPage, registerWithProject, type OperatorPage } from './operator-page.ts';

/** A second of speech at 20 ms a packet. */
const A_SECOND_OF_AUDIO = 50;

describe.skipIf(!inject('hasChromium'))('calls in the operator app', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test('a ring survives a reload; then hold, camera, screen, devices and full screen, by keys alone', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { page } = pages.operator;
    await ring(pages);
    await page.getByRole('dialog', { name: /is calling/ }).waitFor();
    await page.reload();
    await page.getByRole('dialog', { name: /is calling/ }).waitFor();
    await pages.visitor.page.getByText('Ringing').waitFor();
    await shoot(page, 'incoming');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText(/^Connected/).waitFor();
    for (const each of [page, pages.visitor.page]) {
      await expect.poll(() => audioPacketsReceived(each)).toBeGreaterThan(A_SECOND_OF_AUDIO);
    }
    // Played, too, in a call whose picture has not begun.
    await expect.poll(() => page.locator('audio').evaluate(secondsPlayed)).toBeGreaterThan(0);

    await page.keyboard.press('h');
    await page.getByText(/^You have put/).waitFor();
    await shoot(page, 'held');
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'Hold' }).waitFor();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Unmute' }).waitFor();
    await page.keyboard.press('m');
    await page.keyboard.press('v');
    await moving(page, 'Your camera');
    await shoot(page, 'own-camera');
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Leave full screen' }).waitFor();
    expect(await page.evaluate(() => document.fullscreenElement?.localName)).toBe('html');
    await shoot(page, 'full-screen');
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Full screen', exact: true }).waitFor();
    expect(await page.evaluate(() => document.fullscreenElement)).toBeNull();
    await floatPicture(pages);
    await page.keyboard.press('s');
    await moving(page, 'Your screen');
    await shoot(page, 'own-screen');
    await page.getByRole('button', { name: 'Stop sharing', exact: true }).click();

    await page.keyboard.press('d');
    const microphones = page.getByLabel('Microphone', { exact: true });
    await microphones.getByRole('option').nth(1).waitFor({ state: 'attached' });
    await shoot(page, 'devices');
    const other = await microphones.getByRole('option').last().getAttribute('value');
    await microphones.selectOption(other);
    await expect.poll(() => page.evaluate(() => localStorage.getItem('parley.microphone'))).toBe(other);
    await expect.poll(() => devicesInUse(page)).toContain(other);
    await page.keyboard.press('Escape');

    await page.getByRole('img', { name: /^Connection .*: .* lost/ }).waitFor();
    await page.keyboard.press('Shift+X');
    await page.getByText(/^Call ended/).waitFor();
    await expect.poll(() => lookAtConnection(page)).toMatch(/ · direct · .* lost/);
    await shoot(page, 'ended');
    await pages.visitor.page.getByText('The call is over.').waitFor();
    for (const each of [page, pages.visitor.page]) await expect.poll(() => isSilent(each)).toBe(true);
    for (const { complaints } of [pages.operator, pages.visitor]) expect(complaints).toEqual([]);
  });

  test('a call that nobody answers stands in the thread, and is called back from there', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { page } = pages.operator;
    await ring(pages);
    await page.getByRole('dialog', { name: /is calling/ }).waitFor();
    await pages.visitor.page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('link', { name: /Visitor/ }).click();
    await page.getByText(/Missed: the visitor hung up/).waitFor();
    await shoot(page, 'missed');
    await page.getByRole('button', { name: 'Call back' }).click();
    await page.getByRole('region', { name: /^Call with/ }).waitFor();
    await pages.visitor.page.getByRole('button', { name: 'Accept', exact: true }).click();
    await page.getByText(/^Connected/).waitFor();
  });

  test('a colleague takes a call over, and hands it back', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { page } = pages.operator;
    await using colleague = await hireAnn(browser, database, server);

    await ring(pages);
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText(/^Connected/).waitFor();
    await colleague.page.getByText(`Answered by ${OPERATOR.name}`).waitFor();
    await handOver(page, 'Ann');
    await page.getByText('Ringing Ann…').waitFor();
    // Nothing to press there for now, and still the place from which the keyboard goes on.
    const transfer = page.getByRole('button', { name: 'Transfer to a colleague' });
    expect(await transfer.evaluate((button) => [button.matches(':focus'), button.ariaDisabled])).toEqual([
      true,
      'true',
    ]);
    await shoot(page, 'transfer-ringing');
    await colleague.page.getByText(`Transfer from ${OPERATOR.name}`).waitFor();
    await shoot(colleague.page, 'incoming-transfer');
    await page.getByRole('button', { name: 'Cancel the transfer' }).click();
    await page.getByText('The transfer to Ann is cancelled.').waitFor();
    await colleague.page.getByRole('dialog', { name: /is calling/ }).waitFor({ state: 'detached' });

    await handOver(page, 'Ann');
    await colleague.page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('Ann has taken the call').waitFor();
    await shoot(page, 'taken-over');
    await colleague.page.getByText(/^Connected/).waitFor();
    await expect.poll(() => audioPacketsReceived(pages.visitor.page)).toBeGreaterThan(0);
    await handOver(colleague.page, OPERATOR.name);
    await page.getByText('Transfer from Ann').waitFor();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText(/^Connected/).waitFor();
  });

  test('a colleague listens when he is let, and the visitor sees it; then he is asked first, and has the call', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using pages = await openTwoPages(browser, server.url);
    const { page } = pages.operator;
    const { page: visitor } = pages.visitor;
    await using colleague = await hireAnn(browser, database, server);
    await ring(pages);
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText(/^Connected/).waitFor();

    await colleague.page.getByRole('link', { name: /^Open/ }).click();
    await colleague.page.getByRole('link', { name: /^Visitor/ }).click();
    await colleague.page.getByRole('button', { name: 'Call the visitor' }).click();
    await colleague.page.getByRole('menuitem', { name: 'Listen to the call' }).click();
    await page.getByText('Ann wants to listen to this call.').waitFor();
    await shoot(page, 'listen-asked');
    await page.getByRole('button', { name: 'Let them listen' }).click();
    const notice = visitor
      .getByRole('region', { name: 'Call' })
      .getByRole('status')
      .getByText('Ann from our team is listening');
    await notice.waitFor();
    await page.getByText(/^Ann is listening/).waitFor();
    await colleague.page.getByText(/^Listening\. Nobody hears you/).waitFor();
    await expect.poll(() => colleague.page.locator('audio').evaluate(secondsPlayed)).toBeGreaterThan(0);
    await shoot(visitor, 'listened-to');
    await shoot(colleague.page, 'listening');
    await page.getByRole('button', { name: 'Stop the listening' }).click();
    await notice.waitFor({ state: 'detached' });
    await colleague.page.getByRole('button', { name: 'Dismiss' }).click();

    await page.getByRole('button', { name: 'Transfer to a colleague' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Talk to them first' }).click();
    await shoot(page, 'transfer-menu');
    await page.getByRole('menuitem', { name: 'Ann' }).click();
    await colleague.page.getByRole('dialog', { name: `${OPERATOR.name} asks you` }).waitFor();
    await visitor.getByText(/^You’re on hold/).waitFor();
    await colleague.page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText(/^You are talking with Ann/).waitFor();
    await shoot(page, 'consult');
    await shoot(colleague.page, 'consulted');
    await page.getByRole('button', { name: 'Back to the visitor' }).click();
    await page.getByText(/^Connected/).waitFor();
    await colleague.page.getByRole('button', { name: 'Dismiss' }).click();

    // Asked first is what was chosen last.
    await handOver(page, 'Ann');
    await colleague.page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByText('Ann has taken the call').waitFor();
    await colleague.page
      .getByRole('region', { name: /^Call with/ })
      .getByText(/^Connected/)
      .waitFor();
    await visitor.getByRole('timer').waitFor();
    await expect.poll(() => audioPacketsReceived(visitor)).toBeGreaterThan(0);
  });

  test('the check finds what is there before anybody is called', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using operator = await openOperatorPage(browser, server.url);
    const { page } = operator;
    await registerWithProject(page, 'Lindqvist Lamps');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Check microphone and camera' }).click();
    await page.getByText('Your microphone works.').waitFor();
    await page.getByText('Your camera works.').waitFor();
    await page.getByText('No relay is set up.').waitFor();
    await moving(page, 'Your camera');
    await shoot(page, 'check');
  });
});

/** In the moment when it begins to ring here, and is not known to ring there. */
async function ring({ visitor }: TwoPages): Promise<void> {
  await visitor.panel.getByRole('button', { name: 'Start a call' }).click();
}

/** By keys, where this Chromium has windows. */
async function floatPicture({ operator: { page }, visitor }: TwoPages): Promise<void> {
  await visitor.page.getByRole('button', { name: 'Camera on' }).click();
  const picture = page.locator('video.call-remote');
  await expect.poll(() => picture.evaluate((video) => Reflect.get(video, 'videoWidth'))).toBeGreaterThan(0);
  if (!(await page.evaluate(() => document.pictureInPictureEnabled))) return;
  const floats = () => picture.evaluate((video) => video.matches(':picture-in-picture'));
  await page.getByRole('button', { name: 'Picture in a window of its own' }).press('Enter');
  await expect.poll(floats).toBe(true);
  await page.getByRole('button', { name: 'Picture back into the page' }).press('Enter');
  await expect.poll(floats).toBe(false);
}

/** What the thread says of the call when it is asked now: devices report when a call is over, and may take their time. */
async function lookAtConnection(page: Page): Promise<string> {
  const toggle = page.getByRole('button', { name: 'Connection' });
  await toggle.click();
  const words = page.locator('.call-details').filter({ hasNotText: 'Loading…' });
  const found = await words.innerText();
  await toggle.click();
  return found;
}

async function handOver(page: Page, name: string): Promise<void> {
  await page.keyboard.press('t');
  await page.getByRole('menuitem', { name }).press('Enter');
}

async function moving(page: Page, label: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).waitFor();
  await page.waitForFunction(
    (name) => (document.querySelector<HTMLVideoElement>(`video[aria-label="${name}"]`)?.videoWidth ?? 0) > 0,
    label,
  );
}

/** A second operator of the project, at her desk. For members there is no procedure yet. */
async function hireAnn(browser: Browser, database: TestDatabase, server: ServerProcess): Promise<OperatorPage> {
  const ann = await registerOperator(server.url, 'Ann');
  server.kill('SIGKILL');
  await server.waitForExit();
  await makeAllMembers(database.env['DATA_DIR'] ?? '');
  await server.restart();
  return signIn(browser, server.url, ann.me.email, ann.password);
}

async function signIn(browser: Browser, url: string, email: string, password: string): Promise<OperatorPage> {
  const opened = await openOperatorPage(browser, url);
  const { page } = opened;
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: /^Open/ }).waitFor();
  return opened;
}

/** `CALL_SHOTS=<folder>`: pictures of the real thing on the way, for eyes. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['CALL_SHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `real-${name}.png`) });
}

function secondsPlayed(element: HTMLElement | SVGElement): number {
  return element instanceof HTMLAudioElement ? element.currentTime : 0;
}
