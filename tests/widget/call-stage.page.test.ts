import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { axeViolations, LOOKS } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { goToScreen, startStage, type StageSite } from './stage-site.ts';
import { openShadowRoots } from './widget-page.ts';

/** One of each kind; the rest differs in words. */
const SCREENS = [
  'incoming-video',
  'preparing',
  'active-audio',
  'active-video',
  'own-screen',
  'remote-screen',
  'held-here',
  'held-there',
  'poor-quality',
  'long-name-video',
  'more-menu',
  'device-menu',
  'small-bar',
  'ended-unreachable',
  'ended-connect_failed',
  'check-camera',
  'check-microphone-denied',
  'away',
  'missed-call',
  'files-attached',
  'files-offline',
  'files-refused',
  'files-sending',
  'files-failed',
  'files-thread',
  'files-gone',
  'files-whole',
];

describe.skipIf(!inject('hasChromium'))('the screens of a call', () => {
  let stage: StageSite;
  let browser: Browser;

  beforeAll(async () => {
    stage = await startStage();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.[Symbol.asyncDispose]();
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page & AsyncDisposable> {
    const context = await browser.newContext({ permissions: ['microphone', 'camera'], ...options });
    await context.addInitScript(openShadowRoots);
    return Object.assign(await context.newPage(), { [Symbol.asyncDispose]: () => context.close() });
  }

  test.each(LOOKS)('axe finds nothing: %s', async (_look, context, schemes) => {
    await using page = await open(context);
    for (const screen of SCREENS) {
      await goToScreen(page, stage, { screen, theme: 'auto' });
      expect(await axeViolations(page, schemes), screen).toEqual([]);
    }
  });

  test('a site may have it light or dark, whatever the visitor’s system says', async () => {
    for (const [theme, system] of [
      ['light', 'dark'],
      ['dark', 'light'],
    ] as const) {
      await using page = await open({ colorScheme: system });
      await goToScreen(page, stage, { screen: 'active-audio', theme });
      expect(await page.locator('.frame').evaluate((frame) => getComputedStyle(frame).colorScheme)).toBe(theme);
    }
  });

  test('in Arabic and on the smallest phone nothing is wider than the screen', async () => {
    await using page = await open({ viewport: { width: 320, height: 568 } });
    for (const screen of SCREENS) {
      await goToScreen(page, stage, { screen, locale: 'ar' });
      const over = await page.locator('.panel').evaluate((panel) => panel.scrollWidth - panel.clientWidth);
      expect(over, screen).toBe(0);
    }
  });

  test('the menu by keyboard: in, and out by Esc, with the call still there and the focus back', async () => {
    await using page = await open();
    await goToScreen(page, stage, { screen: 'active-audio' });
    const more = page.getByRole('button', { name: 'More' });
    await more.press('Enter');
    const menu = page.getByRole('dialog', { name: 'More' });
    await menu.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    expect(await more.evaluate((button) => button.matches(':focus'))).toBe(true);
    await page.getByRole('region', { name: 'Call' }).waitFor();
  });

  test('on a phone, Tab stays inside the call', async () => {
    await using page = await open({ viewport: { width: 360, height: 640 } });
    await goToScreen(page, stage, { screen: 'active-audio' });
    const stops = new Set<string>();
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press('Tab');
      stops.add(await page.locator('button:focus').innerText());
    }
    expect([...stops].toSorted()).toEqual(['Camera on', 'Hang up', 'More', 'Mute', 'Show chat']);
  });

  test('how good the connection is, is said in words', async () => {
    await using page = await open();
    await goToScreen(page, stage, { screen: 'active-audio' });
    await page.getByRole('img', { name: 'Connection: very good' }).waitFor();
    await goToScreen(page, stage, { screen: 'poor-quality' });
    await page.getByRole('img', { name: 'Connection: poor' }).waitFor();
    await page.getByRole('status').getByText('The connection is poor.').waitFor();
  });

  test('a screen is shown whole, and of one’s own pictures only the camera is mirrored', async () => {
    await using page = await open();
    const looks = (name: string) =>
      page.locator(name).evaluate((video) => {
        const { objectFit, transform } = getComputedStyle(video);
        return { objectFit, mirrored: transform.startsWith('matrix(-1') };
      });
    await goToScreen(page, stage, { screen: 'remote-screen' });
    expect(await looks('.remote')).toEqual({ objectFit: 'contain', mirrored: false });
    expect(await looks('.own')).toEqual({ objectFit: 'cover', mirrored: true });
    await goToScreen(page, stage, { screen: 'own-screen-video' });
    expect(await looks('.own')).toEqual({ objectFit: 'contain', mirrored: false });
  });

  test('where nobody is there, the message is one press away', async () => {
    await using page = await open();
    await goToScreen(page, stage, { screen: 'away' });
    await page.getByRole('alert').getByText('Nobody is here right now.').waitFor();
    await page.getByRole('button', { name: 'Leave a message' }).click();
    expect(await page.getByRole('textbox').evaluate((field) => field.matches(':focus'))).toBe(true);
    await goToScreen(page, stage, { screen: 'ended-unreachable' });
    await page.getByRole('button', { name: 'Leave a message' }).click();
    await expect.poll(() => page.getByRole('textbox').evaluate((field) => field.matches(':focus'))).toBe(true);
  });

  test('a colleague who is asked to take over is not named before he has', async () => {
    await using page = await open();
    await goToScreen(page, stage, { screen: 'transfer' });
    await page.getByRole('status').getByText('You’re being connected with a colleague', { exact: true }).waitFor();
  });
});
