/** What every `DesktopHost` must do, asked of each in a page of a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capability, HostKind, Shortcut } from '../../packages/operator-app/src/desktop/desktop-host.ts';
import { startHostSite } from './host-site.ts';

export interface ShownNotice {
  tag: string;
  title: string;
  body: string;
}

/** A host, and what stands around it: all that a person or the system sees of it and does to it. */
export interface DeskUnderTest extends AsyncDisposable {
  page: Page;
  kind: HostKind;
  capabilities: readonly Capability[];
  /** On the app's icon. */
  badgeCount(): Promise<number>;
  notices(): Promise<ShownNotice[]>;
  clickNotice(tag: string): Promise<void>;
  reply: ((tag: string, text: string) => Promise<void>) | null;
  /** As the system hands over a link that was clicked somewhere. */
  openLink(link: string): Promise<void>;
  press: ((shortcut: Shortcut) => Promise<void>) | null;
  sleepAndWake(): Promise<void>;
  /** Is there an entry by which the system starts it? */
  startsBySystem: (() => boolean) | null;
  /** How many windows are open, of whatever server. */
  windowCount(): Promise<number>;
  /** When it has ended. */
  ended: Promise<unknown> | null;
}

const CONVERSATION = '019a6e1e-0000-7000-8000-00000000000a';
const LINK = { to: 'conversation', conversationId: CONVERSATION } as const;

/** A host is opened once: the tests go on where the one before stopped. */
export function describeHost(open: () => Promise<DeskUnderTest>): void {
  let under: DeskUnderTest;
  let page: Page;
  beforeAll(async () => {
    under = await open();
    page = under.page;
    await page.waitForFunction(() => 'desk' in globalThis);
  });
  afterAll(() => under[Symbol.asyncDispose]());

  const has = (capability: Capability): boolean => under.capabilities.includes(capability);

  test('says what it can do, and has no part that it cannot', async () => {
    const told = await page.evaluate(() => {
      const { host } = desk;
      return {
        kind: host.kind,
        capabilities: [...host.capabilities].toSorted(),
        idle: host.idle !== null,
        callWindow: host.callWindow !== null,
        autostart: host.autostart !== null,
        servers: host.servers !== null,
        quit: host.quit !== null,
      };
    });
    expect(told).toEqual({
      kind: under.kind,
      capabilities: under.capabilities.toSorted(),
      idle: has('idle'),
      callWindow: has('callWindow'),
      autostart: has('autostart'),
      servers: has('servers'),
      quit: has('quit'),
    });
  });

  test('shows how much is unread: on its icon, in the title, and beside it', async () => {
    const icon = () => page.locator('link[rel="icon"]').getAttribute('href');
    await page.evaluate(() => desk.host.badge(3));
    await expect.poll(() => under.badgeCount()).toBe(3);
    expect([await page.title(), await icon()]).toEqual(['(3) Parley', '/parley-unread.svg']);
    await page.evaluate(() => desk.host.badge(0));
    await expect.poll(() => under.badgeCount()).toBe(0);
    expect([await page.title(), await icon()]).toEqual(['Parley', '/parley.svg']);
  });

  test('says who is calling in turn with the count, until nobody is', async () => {
    await page.evaluate(() => {
      desk.host.badge(2);
      Reflect.set(globalThis, 'calm', [desk.host.attention('Ada is calling'), desk.host.attention('Eve is calling')]);
    });
    await page.waitForFunction(() => document.title === 'Ada is calling');
    await page.waitForFunction(() => document.title === '(2) Parley');
    await page.evaluate(() => Reflect.get(globalThis, 'calm')[0]());
    await page.waitForFunction(() => document.title === 'Eve is calling');
    await page.evaluate(() => {
      const [first, second] = Reflect.get(globalThis, 'calm');
      second();
      // Taken back twice, as an effect may: it is over once.
      first();
    });
    await page.waitForFunction(() => document.title === '(2) Parley');
    await page.evaluate(() => desk.host.badge(0));
  });

  test('shows a notice, another in its place, and takes it back', async () => {
    await expect.poll(() => page.evaluate(() => desk.host.notifications.permission.getSnapshot())).toBe('granted');
    await page.evaluate((link) => {
      const show = (body: string) =>
        desk.host.notifications.show({ tag: 'call', title: '<b>Ada</b> is calling', body, link, lasting: true });
      show('first');
      Reflect.set(globalThis, 'takeBack', show('second'));
    }, LINK);
    await expect.poll(() => under.notices()).toEqual([{ tag: 'call', title: '<b>Ada</b> is calling', body: 'second' }]);
    await page.evaluate(() => Reflect.get(globalThis, 'takeBack')());
    await expect.poll(() => under.notices()).toEqual([]);
  });

  test('a notice that is taken back at once is gone, too', async () => {
    await page.evaluate(
      (link) => desk.host.notifications.show({ tag: 'brief', title: 'Ada', body: 'x', link, lasting: true })(),
      LINK,
    );
    await page.evaluate(
      (link) => void desk.host.notifications.show({ tag: 'later', title: 'Ada', body: 'y', link, lasting: false }),
      LINK,
    );
    await expect.poll(async () => (await under.notices()).map(({ tag }) => tag)).toEqual(['later']);
  });

  test('a click on a notice leads where it says', async () => {
    await under.clickNotice('later');
    await expect.poll(() => page.evaluate(() => desk.links.splice(0))).toEqual([LINK]);
    await expect.poll(() => under.notices()).toEqual([]);
  });

  test('a notice is answered where it stands, where there is room for it', async () => {
    expect(under.reply !== null).toBe(has('reply'));
    if (under.reply === null) return;
    await page.evaluate(
      (link) =>
        void desk.host.notifications.show({
          tag: 'message',
          title: 'Ada',
          body: 'Hello?',
          link,
          lasting: false,
          onReply: (text) => desk.replies.push(text),
        }),
      LINK,
    );
    await expect.poll(() => under.notices()).toHaveLength(1);
    await under.reply('message', 'On my way');
    await expect.poll(() => page.evaluate(() => desk.replies.splice(0))).toEqual(['On my way']);
  });

  test('keys reach it while another program is in front, where the system lets them', async () => {
    expect(under.press !== null).toBe(has('globalShortcuts'));
    if (under.press === null) return;
    await under.press('answer');
    await under.press('mute');
    await expect.poll(() => page.evaluate(() => desk.shortcuts)).toEqual(['answer', 'mute']);
  });

  test('says that it was asleep', async () => {
    const before = await page.evaluate(() => desk.wakes);
    await under.sleepAndWake();
    await expect.poll(() => page.evaluate(() => desk.wakes)).toBeGreaterThan(before);
  });

  test('opens a window for a call, in our styles and under our policy', async () => {
    if (!has('callWindow')) return;
    await page.evaluate(() => {
      document.querySelector('button')?.addEventListener('click', () => {
        Reflect.set(globalThis, 'opened', desk.host.callWindow?.open({ width: 300, height: 200 }));
      });
    });
    await page.getByRole('button').click();
    const told = await page.evaluate(async () => {
      const opened: Window = await Reflect.get(globalThis, 'opened');
      const refused = new Promise<string>((resolve) => {
        opened.document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      });
      const image = opened.document.createElement('img');
      image.src = 'https://elsewhere.example/';
      opened.document.body.append(image);
      const [sheet] = opened.document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]');
      if (sheet?.sheet === null) await new Promise((loaded) => sheet.addEventListener('load', loaded));
      const seen = {
        lang: opened.document.documentElement.lang,
        colour: opened.getComputedStyle(opened.document.body).color,
        refused: await refused,
      };
      opened.close();
      return seen;
    });
    expect(told).toEqual({ lang: 'en', colour: 'rgb(1, 2, 3)', refused: 'img-src' });
  });

  test('is started by the system when the person wants that', async () => {
    if (under.startsBySystem === null) return expect(has('autostart')).toBe(false);
    const on = () => page.evaluate(() => desk.host.autostart?.on.getSnapshot());
    expect([await on(), under.startsBySystem()]).toEqual([false, false]);
    await page.evaluate(() => desk.host.autostart?.set(true));
    await expect.poll(on).toBe(true);
    expect(under.startsBySystem()).toBe(true);
    await page.evaluate(() => desk.host.autostart?.set(false));
    await expect.poll(on).toBe(false);
    expect(under.startsBySystem()).toBe(false);
  });

  test('knows its servers, and opens no page that is none', async () => {
    if (!has('servers')) return;
    const known = () => page.evaluate(() => desk.host.servers?.known.getSnapshot());
    const url = new URL(page.url()).origin;
    await expect.poll(known).toEqual([{ url, current: true }]);
    const before = await under.windowCount();
    // One that could be opened is among them: a server like ours, but for nobody having named it.
    await using stranger = await startHostSite();
    const hostile = [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'http://192.0.2.1',
      '',
      'https://a:b@c.example',
      stranger.url,
    ];
    // Each is answered with what is, once it is done.
    await page.evaluate(async (addresses) => {
      const { servers } = desk.host;
      const answers = new Promise<void>((resolve) => {
        let left = addresses.length + 1;
        servers?.known.subscribe(() => {
          left -= 1;
          if (left === 0) resolve();
        });
      });
      for (const address of addresses) servers?.open(address);
      servers?.forget('https://never.example');
      await answers;
    }, hostile);
    expect(await under.windowCount()).toBe(before);
    expect(await known()).toEqual([{ url, current: true }]);
  });

  test('a link from the system leads to its conversation; what is no link of ours to none', async () => {
    await under.openLink(`web+parley:conversation/${CONVERSATION}/../settings`);
    // A browser that was told to open it has its window show the inbox.
    const inbox = { to: 'inbox' } as const;
    if (under.kind === 'web') await expect.poll(() => page.evaluate(() => desk.links.splice(0))).toEqual([inbox]);
    await under.openLink(`web+parley:conversation/${CONVERSATION}`);
    await expect.poll(() => page.evaluate(() => desk.links.splice(0))).toEqual([LINK]);
    expect(await under.windowCount()).toBe(1);
  });

  test('ends when it is told to', async () => {
    expect(under.ended !== null).toBe(has('quit'));
    if (under.ended === null) return;
    await page.evaluate(() => desk.host.quit?.());
    await under.ended;
  });
}
