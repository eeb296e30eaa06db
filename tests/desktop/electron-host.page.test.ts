import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import {
  ELECTRON_CAPABILITIES,
  type ShellBridge,
  type ShellEvent,
} from '../../packages/operator-app/src/desktop/shell/shell-contract.ts';
import { KnownServers } from '../../packages/operator-app/shells/common/known-servers.ts';
import { DesktopShell, KEYS } from '../../packages/operator-app/shells/electron/desktop-shell.ts';
import { launchChromium } from '../support/chromium.ts';
import { createFakeElectron, FakeNotice, FakeWindow } from './fake-electron.ts';
import { describeHost, type DeskUnderTest } from './host-contract.ts';
import { startHostSite } from './host-site.ts';

describe.skipIf(!inject('hasChromium'))('the Electron host, with a stand-in for Electron', () => {
  describeHost(openShell);
});

const FILES = { preload: 'preload.cjs', chooser: '/chooser.html', icon: 'icon.png', trayIcons: 'icons' };

/** In the page, before its own code: what `preload.ts` puts there. */
function preload({ capabilities }: { capabilities: ShellBridge['capabilities'] }): void {
  const early: ShellEvent[] = [];
  let listener = (event: ShellEvent): void => void early.push(event);
  const bridge: ShellBridge & { deliver: (event: ShellEvent) => void } = {
    kind: 'electron',
    capabilities,
    send: (request) => Reflect.get(globalThis, 'sayToShell')(request),
    listen(next) {
      listener = next;
      for (const event of early.splice(0)) next(event);
    },
    deliver: (event) => listener(event),
  };
  globalThis.parleyShell = bridge;
}

/** The shell's logic here, the app's page in a Chromium, and between the two what is IPC in Electron. */
async function openShell(): Promise<DeskUnderTest> {
  const site = await startHostSite();
  const folder = await mkdtemp(join(tmpdir(), 'parley-shell-'));
  const servers = new KnownServers(join(folder, 'servers.json'));
  servers.opened(site.url);
  const electron = createFakeElectron();
  let starts = false;
  const autostart = {
    get on() {
      return starts;
    },
    set: (on: boolean) => void (starts = on),
  };
  const shell = new DesktopShell(electron.api, { servers, autostart, files: FILES });
  await shell.start([]);
  const [window] = FakeWindow.made;
  if (!window) throw new Error('there is no window');

  const browser = await launchChromium();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.exposeFunction('sayToShell', (request: unknown) =>
    electron.say(window, request, { origin: site.url, parent: null }),
  );
  window.webContents.onSent = (event) =>
    // A page that is on its way somewhere hears nothing, as in Electron.
    void page
      .evaluate((said) => Reflect.get(globalThis.parleyShell ?? {}, 'deliver')?.(said), event)
      .catch(() => undefined);
  await page.addInitScript(preload, { capabilities: ELECTRON_CAPABILITIES });
  await page.goto(window.webContents.url);
  const shown = (tag: string): FakeNotice => {
    const found = [...FakeNotice.shown].find(({ options: { title, body } }) => tagOf(title, body) === tag);
    if (!found) throw new Error(`no notice: ${tag}`);
    return found;
  };
  return {
    page,
    kind: 'electron',
    capabilities: [...new Set([...ELECTRON_CAPABILITIES, 'deepLinks' as const])],
    async badgeCount() {
      const count = electron.app.badge;
      // One number, everywhere.
      const [tray] = electron.trays;
      expect(basename(tray?.image ?? '')).toBe(`tray-${count}.png`);
      expect(tray?.title).toBe(count === 0 ? '' : String(count));
      return count;
    },
    notices: async () =>
      [...FakeNotice.shown].map(({ options: { title, body } }) => ({ tag: tagOf(title, body), title, body })),
    clickNotice: async (tag) => void shown(tag).emit('click'),
    reply: async (tag, text) => void shown(tag).emit('reply', { reply: text }),
    openLink: async (link) => void electron.app.emit('second-instance', {}, ['parley', '--flag', link]),
    press: async (shortcut) => {
      await page.evaluate(() => desk.host.attention('Ada is calling'));
      await expect.poll(() => window.flashing).toBe(true);
      electron.keys.get(KEYS[shortcut])?.();
    },
    sleepAndWake: async () => void electron.powerMonitor.emit('resume'),
    startsBySystem: () => starts,
    windowCount: async () => FakeWindow.made.filter(({ destroyed }) => !destroyed).length,
    ended: electron.app.ended.promise,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await site[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Electron's notices have no tags: the shell's own book does. By what they say, the tests' are told apart. */
function tagOf(title: string, body: string): string {
  return { second: 'call', y: 'later', 'Hello?': 'message' }[body] ?? title;
}
