/** The app at work in the window host: in a real window, on a real server, with a visitor in another browser. By keys alone. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { audioPacketsReceived, isSilent, keepPeerConnections } from '../e2e/two-pages.ts';
import { OPERATOR, registerWithProject } from '../operator-app/operator-page.ts';
import { overHttp } from '../support/api-client.ts';
import { findWindowChromium, launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { watchDevices } from '../support/devices-in-use.ts';
import { signIn } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';
import { callTeam, visit } from '../widget/widget-page.ts';
import { openDeskWindow } from './desk-window.ts';
import { lookInTurn, noticesOf } from './page-notices.ts';

const browser = findWindowChromium();
/** A second of speech at 20 ms a packet. */
const A_SECOND_OF_AUDIO = 50;

test.skipIf(browser === null)(
  'a visitor writes and calls; an operator answers both in the window, and the badge is right',
  async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    // The shell's own leave for the microphone is what is used: nobody is asked, and no flag says yes.
    await using window = await openDeskWindow(browser ?? '', server.url, ['--use-fake-device-for-media-stream']);
    const { page } = window;
    await page.addInitScript(keepPeerConnections);
    await page.addInitScript(watchDevices);
    await page.addInitScript(letGoOfFocus);
    await page.addInitScript(lookInTurn);
    await registerWithProject(page, 'Lindqvist Lamps');
    await page.goto(server.url);
    await page.getByText('All answered').waitFor();
    const api = overHttp(server.url, { sessionToken: await signIn(server.url, { me: OPERATOR, ...OPERATOR }) });
    const [project] = await api.project.list.query();
    /** What the icon shows is what the server counts. */
    const badgeIs = async (count: number): Promise<void> => {
      await expect
        .poll(async () => {
          const { unread } = await api.inbox.counts.query({ projectId: project?.id ?? '' });
          return { icon: await window.badgeCount(), server: unread };
        })
        .toEqual({ icon: count, server: count });
    };
    await badgeIs(0);

    await using elsewhere = await launchChromium();
    await using visitor = await visit(elsewhere, 'about:blank');
    await visitor.page.addInitScript(keepPeerConnections);
    await visitor.page.goto(`${server.url}/demo`);
    await visitor.launcher.click();
    await visitor.field.fill('Do you ship to Norway?');
    await visitor.page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Visitor/ }).waitFor();
    await badgeIs(1);

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Do you ship to Norway?').waitFor();
    await badgeIs(0);
    await page.keyboard.press('r');
    await page.keyboard.type('We do.');
    await page.keyboard.press('Enter');
    await visitor.log.getByText('We do.').waitFor();
    await badgeIs(0);

    // Another program is in front: what is written is on the screen, and nobody has seen it.
    await look(page, 'away');
    await visitor.field.fill('May I call you?');
    await visitor.page.keyboard.press('Enter');
    await page.getByRole('article').getByText('May I call you?').waitFor();
    await badgeIs(1);
    await callTeam(visitor);
    const ring = page.getByRole('dialog', { name: /is calling/ });
    await ring.waitFor();
    const calls = async () => (await noticesOf(page)).filter(({ title }) => title.endsWith('is calling')).length;
    await page.waitForFunction(() => document.title.endsWith('is calling'));
    await expect.poll(calls).toBe(1);
    await badgeIs(1);
    await look(page, 'here');
    await badgeIs(0);

    await press(page, 'Answer');
    await page.getByText(/^Connected/).waitFor();
    for (const each of [page, visitor.page]) {
      await expect.poll(() => audioPacketsReceived(each)).toBeGreaterThan(A_SECOND_OF_AUDIO);
    }
    await badgeIs(0);
    await page.waitForFunction(() => document.title === 'Parley');
    await expect.poll(() => noticesOf(page)).toEqual([]);
    // The focus is back in the reply, where a letter is a letter.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+X');
    await page.getByText(/^Call ended/).waitFor();
    await visitor.page.getByText('The call is over.').waitFor();
    for (const each of [page, visitor.page]) await expect.poll(() => isSilent(each)).toBe(true);
    await badgeIs(0);
    expect([window.warned, visitor.complaints]).toEqual([[], []]);
  },
);

/** Goes there by Tab, as the keyboard's order has it. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await expect
    .poll(async () => {
      await page.keyboard.press('Tab');
      return button.evaluate((element) => element.matches(':focus'));
    })
    .toBe(true);
  await page.keyboard.press('Enter');
}

/** In the page, before its own code: a window without a screen cannot stand behind another. */
function letGoOfFocus(): void {
  document.hasFocus = () => !document.documentElement.hasAttribute('data-away');
}

async function look(page: Page, from: 'here' | 'away'): Promise<void> {
  await page.evaluate((away) => {
    document.documentElement.toggleAttribute('data-away', away);
    globalThis.dispatchEvent(new Event(away ? 'blur' : 'focus'));
  }, from === 'away');
}
