import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createVisitorClient } from '@parley/client';
import { parseLink } from '../../packages/operator-app/src/desktop/deep-link.ts';
import { askFirstInstance } from '../../packages/operator-app/shells/window/single-instance.ts';
import { registerWithProject } from '../operator-app/operator-page.ts';
import { findWindowChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { type LocalSite, serveLocally } from '../support/serve-locally.ts';
import { startServerProcess } from '../support/server-process.ts';
import { type DeskWindow, openDeskWindow } from './desk-window.ts';
import { describeHost, type DeskUnderTest } from './host-contract.ts';
import { startHostSite } from './host-site.ts';
import { clickNotice, lookInTurn, noticesOf } from './page-notices.ts';

const browser = findWindowChromium();

describe.skipIf(browser === null)('the window host, in a window that it has opened', () => {
  describeHost(() => openWindow(browser ?? ''));
});

describe.skipIf(browser === null)('the app in the window host', () => {
  test('a page of somebody else opens in the person’s own browser', async () => {
    await using site = await startHostSite();
    await using window = await openDeskWindow(browser ?? '', site.url);
    const { page, context } = window;
    await page.evaluate(() => {
      const link = document.createElement('a');
      Object.assign(link, { href: 'https://elsewhere.example/a?b=c', target: '_blank', rel: 'noopener' });
      link.textContent = 'elsewhere';
      document.body.append(link);
    });
    await page.getByRole('link', { name: 'elsewhere' }).click();
    await expect.poll(() => window.openedOutside()).toEqual(['https://elsewhere.example/a?b=c']);
    await expect.poll(() => context.pages().length).toBe(1);
  });

  test('a server that cannot be installed is none of ours, and is given nothing', async () => {
    await using site = await startHostSite();
    await using stranger = await startPlainSite();
    await using window = await openDeskWindow(browser ?? '', site.url);
    await askFirstInstance(window.folder, { server: stranger.url, link: null, forget: null });
    await expect.poll(() => window.warned).toEqual([expect.stringContaining('could not install the app')]);
    expect(await givenTo(window, stranger.url)).toEqual(NOTHING);
  });

  test('a server that is forgotten while it is open loses its window, and what it was given', async () => {
    await using site = await startHostSite();
    await using other = await startHostSite();
    await using window = await openDeskWindow(browser ?? '', site.url);
    const { context, page, folder } = window;
    const opened = context.waitForEvent('page');
    await askFirstInstance(folder, { server: other.url, link: null, forget: null });
    const second = await opened;
    await second.waitForFunction(() => 'parleyShell' in globalThis);
    expect(await givenTo(window, other.url)).toEqual({ bridge: true, camera: 'granted', notifications: 'granted' });
    await page.waitForFunction(() => desk.host.servers?.known.getSnapshot().length === 2);

    const closed = second.waitForEvent('close');
    await page.evaluate((url) => desk.host.servers?.forget(url), other.url);
    await closed;
    expect(await givenTo(window, other.url)).toEqual(NOTHING);
    await page.waitForFunction(() => desk.host.servers?.known.getSnapshot().length === 1);
    expect(await givenTo(window, site.url)).toEqual({ bridge: true, camera: 'granted', notifications: 'granted' });
    // By another start of the command, which has only this one's word for it.
    await askFirstInstance(folder, { server: null, link: null, forget: site.url });
    await window.desk.ended;
  });

  test('a visitor writes: the icon counts it, a notice tells of it and leads there, and reading takes both away', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using window = await openDeskWindow(browser ?? '', server.url);
    const { page, context } = window;
    await page.addInitScript(lookInTurn);
    // Another program is in front.
    await page.addInitScript(() => {
      document.hasFocus = () => false;
    });
    await page.reload();
    const projectKey = await registerWithProject(page, 'Test shop');
    await page.getByRole('link', { name: /^Open/ }).click();

    const visitor = createVisitorClient({ serverUrl: server.url, projectKey });
    await visitor.start({ attributes: { name: 'Ada Lovelace' } });
    const conversationId = await visitor.openConversation();
    const thread = visitor.thread(conversationId);
    await thread.send('Does the blue one come in size 42?').acknowledged;
    await expect.poll(() => window.badgeCount()).toBe(1);
    const tag = `parley.message.${conversationId}`;
    await expect
      .poll(() => noticesOf(page))
      .toEqual([{ tag, title: 'Ada Lovelace', body: 'Does the blue one come in size 42?' }]);

    await clickNotice(context, tag);
    await page.getByRole('heading', { name: 'Ada Lovelace', level: 1 }).waitFor();
    // On the screen, but nobody looks.
    await page.getByRole('article', { name: 'Ada Lovelace' }).getByText('size 42').waitFor();
    expect(await window.badgeCount()).toBe(1);
    await page.evaluate(() => {
      document.hasFocus = () => true;
      globalThis.dispatchEvent(new Event('focus'));
    });
    await expect.poll(() => window.badgeCount()).toBe(0);
    expect(await noticesOf(page)).toEqual([]);
    await visitor.close();
  });
});

interface Given {
  bridge: boolean;
  camera: string;
  notifications: string;
}
const NOTHING = { bridge: false, camera: 'prompt', notifications: expect.stringMatching(/^(?:prompt|denied)$/) };

/** What a page of this server has in the browser of that window. */
async function givenTo({ context }: DeskWindow, url: string): Promise<Given> {
  const page = await context.newPage();
  await page.goto(url);
  const given = await page.evaluate(async () => {
    const state = async (name: PermissionName) => (await navigator.permissions.query({ name })).state;
    return {
      bridge: globalThis.parleyShell !== undefined,
      camera: await state('camera'),
      notifications: await state('notifications'),
    };
  });
  await page.close();
  return given;
}

/** A server that has nothing to install. */
const startPlainSite = (): Promise<LocalSite> =>
  serveLocally(createServer((_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello')));

async function openWindow(program: string): Promise<DeskUnderTest> {
  const site = await startHostSite();
  const window = await openDeskWindow(program, site.url);
  const { page, context, folder, autostart } = window;
  await page.clock.install();
  await page.addInitScript(lookInTurn);
  await page.reload();
  return {
    page,
    kind: 'window',
    capabilities: [
      ...(['badge', 'notify', 'callWindow', 'deepLinks', 'idle'] as const),
      ...(['attention', 'autostart', 'servers', 'quit'] as const),
    ],
    badgeCount: () => window.badgeCount(),
    notices: () => noticesOf(page),
    clickNotice: (tag) => clickNotice(context, tag),
    reply: null,
    openLink: async (link) =>
      void (await askFirstInstance(folder, { server: null, link: parseLink(link), forget: null })),
    press: null,
    // The laptop's lid is closed for five minutes: no timer runs, then all that are due.
    sleepAndWake: () => page.clock.fastForward('05:00'),
    startsBySystem: () => autostart.on,
    windowCount: async () => context.pages().length,
    ended: window.desk.ended,
    async [Symbol.asyncDispose]() {
      await window[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}
