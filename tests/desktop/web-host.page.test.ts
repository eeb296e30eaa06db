import { describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { describeHost, type DeskUnderTest } from './host-contract.ts';
import { startHostSite } from './host-site.ts';
import { clickNotice, lookInTurn, noticesOf } from './page-notices.ts';

describe.skipIf(!inject('hasChromium'))('the web host, in a tab of a real browser', () => {
  describeHost(openTab);

  test('a launch is followed once, also when the system tells of it again; the same one anew is followed anew', async () => {
    await using site = await startHostSite();
    await using browser = await launchChromium();
    const page = await browser.newPage();
    await page.addInitScript(tellOfLaunches);
    const links = () => page.evaluate(() => desk.links.splice(0));
    const ready = () => page.waitForFunction(() => 'desk' in globalThis);
    await page.goto(`${site.url}/open?link=web%2Bparley%3Ainbox%2Fmine`);
    await ready();
    expect(await links()).toEqual([{ to: 'inbox', queue: 'mine' }]);
    await page.reload();
    await ready();
    expect(await links()).toEqual([]);
    const launch = (link: string) =>
      page.evaluate((targetURL) => Reflect.get(globalThis, 'launch')(targetURL), `${site.url}/open?link=${link}`);
    await launch('web%2Bparley%3Ainbox%2Fmine');
    await launch('web%2Bparley%3Ainbox%2Fmine');
    await launch('web%2Bparley%3Ainbox%2Fopen');
    expect(await links()).toEqual([
      { to: 'inbox', queue: 'mine' },
      { to: 'inbox', queue: 'mine' },
      { to: 'inbox', queue: 'open' },
    ]);
    await page.reload();
    await ready();
    expect(await links()).toEqual([]);
    await launch('web%2Bparley%3Ainbox%2Fopen');
    expect(await links()).toEqual([{ to: 'inbox', queue: 'open' }]);
  });
});

/** A tab's badge is on no icon: what the page asks of the browser is written down. */
function keepBadge(): void {
  Reflect.set(globalThis, 'badge', 0);
  navigator.setAppBadge = async (count) => void Reflect.set(globalThis, 'badge', count);
}

/** A tab is launched by nobody: an installed app is told of its last launch whenever it loads, as Chromium does. */
function tellOfLaunches(): void {
  const told = 'test.launched';
  const own = location.pathname === '/open' ? location.href : null;
  const setConsumer = (consumer: (launch: { targetURL: string }) => void) => {
    const launch = (targetURL: string) => {
      sessionStorage.setItem(told, targetURL);
      consumer({ targetURL });
    };
    Reflect.set(globalThis, 'launch', launch);
    const first = own ?? sessionStorage.getItem(told);
    if (first !== null) queueMicrotask(() => launch(first));
  };
  Object.defineProperty(globalThis, 'launchQueue', { value: { setConsumer }, configurable: true });
}

async function openTab(): Promise<DeskUnderTest> {
  const site = await startHostSite();
  const browser = await launchChromium();
  const context = await browser.newContext({ permissions: ['notifications'] });
  const page = await context.newPage();
  await page.clock.install();
  await page.addInitScript(keepBadge);
  await page.addInitScript(lookInTurn);
  await page.goto(site.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  return {
    page,
    kind: 'web',
    capabilities: ['badge', 'notify', 'callWindow', 'deepLinks', 'idle'],
    badgeCount: () => page.evaluate(() => Reflect.get(globalThis, 'badge')),
    notices: () => noticesOf(page),
    clickNotice: (tag) => clickNotice(context, tag),
    reply: null,
    openLink: async (link) => void (await page.goto(`${site.url}/open?${String(new URLSearchParams({ link }))}`)),
    press: null,
    // The laptop's lid is closed for five minutes: no timer runs, then all that are due.
    sleepAndWake: () => page.clock.fastForward('05:00'),
    startsBySystem: null,
    windowCount: async () => context.pages().length,
    ended: null,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await site[Symbol.asyncDispose]();
    },
  };
}
