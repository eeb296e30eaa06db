import type { Browser, JSHandle, Page } from 'playwright-core';
import type { Call } from '@parley/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { bundleClient } from '../client/client-page.ts';
import { type Parley, startParley } from '../client/parley.ts';
import { hears, phase, Phones, shows } from '../client/phones.ts';
import { launchChromium } from '../support/chromium.ts';
import { devicesInUse } from '../support/devices-in-use.ts';
import { type Visit, visit } from './widget-page.ts';

/** The widget against a real server, and an operator's client in another page. */
describe.skipIf(!inject('hasChromium'))('a visitor who talks', () => {
  let parley: Parley;
  let browser: Browser;
  let phones: Phones;

  beforeAll(async () => {
    parley = await startParley();
    browser = await launchChromium();
    phones = new Phones(browser, parley, await bundleClient());
  });
  afterAll(async () => {
    await phones?.[Symbol.asyncDispose]();
    await browser?.close();
    await parley?.[Symbol.asyncDispose]();
  });

  async function talk(): Promise<{ visitor: Visit; page: Page; call: JSHandle<Call> }> {
    const operator = await phones.operator();
    const visitor = await visit(browser, `${parley.server.url}/demo`);
    await visitor.launcher.click();
    await visitor.field.waitFor();
    // Somebody comes after the visitor has: the button must not say that nobody is there.
    const call = phones.incoming(operator);
    await isOnline(parley);
    await visitor.page.getByRole('button', { name: 'Start a call' }).click();
    const incoming = await call;
    await incoming.evaluate((each) => each.accept());
    await phase(incoming, 'active');
    await visitor.page.getByRole('timer').waitFor();
    return { visitor, page: visitor.page, call: incoming };
  }

  async function chooseMore(page: Page, name: string): Promise<void> {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog', { name: 'More' }).getByRole('button', { name }).click();
  }

  test('hears, shows camera and screen, and is on hold in words, by either side', async () => {
    const { visitor, page, call } = await talk();
    await using _ = visitor;
    // In a call without a picture, the sound plays.
    await expect.poll(() => page.locator('audio').evaluate(soundClock)).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Camera on' }).click();
    await shows(call, { remote: { audio: true, video: true, screen: false, held: false } });
    await hears(call, 'video');
    await expect.poll(() => page.locator('video.own').evaluate(pictureWidth)).toBeGreaterThan(0);

    await chooseMore(page, 'Share your screen');
    await page.getByText('You’re sharing your screen').waitFor();
    await shows(call, { remote: { audio: true, video: true, screen: true, held: false } });
    await page.getByRole('button', { name: 'Stop sharing' }).click();
    await shows(call, { remote: { audio: true, video: true, screen: false, held: false } });

    await call.evaluate((each) => each.setHeld(true));
    await page.getByRole('status').getByText('You’re on hold. Ann will be right back.').waitFor();
    await call.evaluate((each) => each.setHeld(false));
    await page.getByText('You’re on hold.').waitFor({ state: 'detached' });

    await chooseMore(page, 'Hold');
    await page.getByRole('status').getByText('On hold. Nobody hears you').waitFor();
    await expect.poll(() => call.evaluate((each) => each.getSnapshot().remote.held)).toBe(true);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => call.evaluate((each) => each.getSnapshot().remote.held)).toBe(false);

    await call.evaluate((each) => each.setCamera(true));
    await expect.poll(() => page.locator('video.remote').evaluate(pictureWidth)).toBeGreaterThan(0);
    await pictureFillsTheScreen(page);
    await pictureFloats(page);
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('status').getByText('The call is over.').waitFor();
    await expect.poll(() => devicesInUse(page)).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test('takes another microphone in mid-call, and finds the call again after a reload', async () => {
    const { visitor, page, call } = await talk();
    await using _ = visitor;
    await chooseMore(page, 'Sound and camera');
    const microphones = page.getByLabel('Microphone', { exact: true });
    const other = await microphones.locator('option').last().getAttribute('value');
    await microphones.selectOption(other);
    await expect.poll(() => devicesInUse(page)).toEqual([other]);
    await hears(call, 'audio');

    await page.reload();
    // Nobody presses anything: the panel comes back with the call in it.
    await page.getByRole('timer').waitFor();
    await hears(call, 'audio');
    await expect.poll(() => page.locator('audio').evaluate(soundClock)).toBeGreaterThan(0);
    await call.evaluate((each) => each.hangUp());
    await page.getByRole('status').getByText('The call is over.').waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test.skipIf(inject('postgresUrl') === null)('is handed over to a colleague, whose name is shown', async () => {
    await using onServer = await startParley({}, {}, 'server');
    await using others = new Phones(browser, onServer, await bundleClient());
    const bob = await onServer.colleague('Bob');
    const ann = await others.operator();
    const desk = await others.operator(bob.sessionToken);
    await using visitor = await visit(browser, `${onServer.server.url}/demo`);
    const { page } = visitor;
    await visitor.launcher.click();
    const ringing = others.incoming(ann);
    await isOnline(onServer);
    await page.getByRole('button', { name: 'Start a call' }).click();
    const call = await ringing;
    await call.evaluate((each) => each.accept());
    await page.getByRole('timer').waitFor();
    await call.evaluate((each, id) => each.transfer(id), bob.id);
    const offered = await others.incoming(desk);
    await offered.evaluate((each) => each.accept());
    await phase(call, 'ended');
    const status = page.getByRole('region', { name: 'Call' }).getByRole('status');
    await status.getByText('Bob', { exact: true }).waitFor();
    await page.getByRole('timer').waitFor();
    await hears(offered, 'audio');
    expect(visitor.complaints).toEqual([]);
  });
});

/** By keys: into full screen and out of it. */
async function pictureFillsTheScreen(page: Page): Promise<void> {
  const call = page.getByRole('region', { name: 'Call' });
  await chooseByKeys(page, 'Full screen');
  await expect.poll(() => call.evaluate((view) => view.matches(':fullscreen'))).toBe(true);
  await chooseByKeys(page, 'Leave full screen');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBeNull();
}

/** By keys: the other side's picture in a window of its own and back, where this Chromium has windows. */
async function pictureFloats(page: Page): Promise<void> {
  if (!(await page.evaluate(() => document.pictureInPictureEnabled))) return;
  const floats = () => page.locator('video.remote').evaluate((video) => video.matches(':picture-in-picture'));
  await chooseByKeys(page, 'Picture in picture');
  await expect.poll(floats).toBe(true);
  await chooseByKeys(page, 'Picture back');
  await expect.poll(floats).toBe(false);
}

async function chooseByKeys(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More' }).press('Enter');
  await page.getByRole('dialog', { name: 'More' }).getByRole('button', { name }).press('Enter');
}

/** A visitor who comes now is told that somebody is there. */
async function isOnline(parley: Parley): Promise<void> {
  const asked = async (): Promise<boolean> => {
    // Each starts once, and hears then how it is.
    const visitor = parley.visitor();
    const { project } = await visitor.start();
    await visitor.close();
    return project.online;
  };
  await expect.poll(asked, { interval: 200, timeout: 20_000 }).toBe(true);
}

/** Seconds that the element has played. */
function soundClock(element: HTMLElement | SVGElement): number {
  return element instanceof HTMLAudioElement ? element.currentTime : 0;
}

function pictureWidth(element: HTMLElement | SVGElement): number {
  return element instanceof HTMLVideoElement ? element.videoWidth : 0;
}
