/** What the Electron shell does besides its contract: its guards (case 79), its windows, its updates. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KnownServers } from '../../packages/operator-app/shells/common/known-servers.ts';
import { DesktopShell, KEYS } from '../../packages/operator-app/shells/electron/desktop-shell.ts';
import { followUpdates, type UpdaterApi } from '../../packages/operator-app/shells/electron/updates.ts';
import { createFakeElectron, FakeNotice, FakeWindow } from './fake-electron.ts';

const OURS = 'https://chat.example.com';
const OTHER = 'https://second.example.com';
const FILES = { preload: 'preload.cjs', chooser: '/chooser.html', icon: 'icon.png', trayIcons: 'icons' };
const ID = '019a6e1e-0000-7000-8000-00000000000a';

let folder: string;
let servers: KnownServers;
let electron: ReturnType<typeof createFakeElectron>;
let starts: boolean;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-shell-'));
  servers = new KnownServers(join(folder, 'servers.json'));
  electron = createFakeElectron();
  starts = false;
});
afterEach(() => rmSync(folder, { recursive: true }));

async function start(known: readonly string[] = [OURS], argv: readonly string[] = []): Promise<DesktopShell> {
  for (const server of known) servers.opened(server);
  const autostart = {
    get on() {
      return starts;
    },
    set: (on: boolean) => void (starts = on),
  };
  const shell = new DesktopShell(electron.api, { servers, autostart, files: FILES });
  await shell.start(argv);
  const [origin] = known.slice(-1);
  say({ type: 'hello' }, windowOf(), origin ?? 'file://');
  return shell;
}

function windowOf(index = 0): FakeWindow {
  const window = FakeWindow.made[index];
  if (!window) throw new Error('there is no such window');
  return window;
}
const say = (request: unknown, window = windowOf(), origin = OURS): void =>
  electron.say(window, request, { origin, parent: null });

describe('case 79: what a stranger wrote, in the Electron shell', () => {
  test('the page has no more than a browser gives it', async () => {
    await start();
    expect(windowOf().options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
    let attached = true;
    windowOf().webContents.emit('will-attach-webview', { preventDefault: () => (attached = false) });
    expect(attached).toBe(false);
  });

  test.each([
    'file:///home/eva/dropped.html',
    'https://evil.example/',
    'https://chat.example.com.evil.example/',
    'https://chat.example.com@evil.example/',
    'http://chat.example.com/inbox',
    'data:text/html,<script>1</script>',
    'blob:https://evil.example/1',
    'about:blank',
  ])('it goes nowhere: %s', async (url) => {
    await start();
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
      expect(windowOf().webContents.navigate(event, url)).toBe(false);
      expect(windowOf().webContents.navigate(event, `${OURS}/c/${ID}`)).toBe(true);
    }
    expect(electron.openedOutside).toEqual([]);
  });

  test('a window of one server does not become that of another', async () => {
    await start([OTHER, OURS]);
    expect(windowOf().webContents.navigate('will-navigate', `${OTHER}/inbox`)).toBe(false);
  });

  test.each([
    ['https://shop.example/a?b="c"', 'https://shop.example/a?b=%22c%22'],
    ['mailto:eva@mail.example', 'mailto:eva@mail.example'],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
    ['smb://evil.example/share', null],
    ['ms-msdt:/id PCWDiagnostic', null],
    ['web+parley:inbox', null],
    ['vbscript:1', null],
    ['data:text/html,x', null],
    ['about:blank', null],
    ['', null],
  ])('a window that it wants to open is none; the system gets pages and mailboxes alone: %s', async (url, outside) => {
    await start();
    expect(windowOf().webContents.open({ url, frameName: '' })).toEqual({ action: 'deny' });
    expect(electron.openedOutside).toEqual(outside === null ? [] : [outside]);
  });

  test('nor is one with an endless address', async () => {
    await start();
    windowOf().webContents.open({ url: `https://shop.example/${'a'.repeat(9_000)}`, frameName: '' });
    expect(electron.openedOutside).toEqual([]);
  });

  test('but one, for a call: empty, and above all others', async () => {
    await start();
    const { webContents } = windowOf();
    expect(webContents.open({ url: 'about:blank', frameName: 'parley-call' })).toMatchObject({
      action: 'allow',
      overrideBrowserWindowOptions: { alwaysOnTop: true },
    });
    webContents.url = 'https://evil.example/';
    expect(webContents.open({ url: 'about:blank', frameName: 'parley-call' })).toEqual({ action: 'deny' });
    // Such a window is guarded like any other.
    const child = new FakeWindow(windowOf().options);
    expect(child.webContents.navigate('will-navigate', 'https://evil.example/')).toBe(false);
    expect(child.webContents.open({ url: 'about:blank', frameName: 'parley-call' })).toEqual({ action: 'deny' });
  });

  test('devices are for our origin alone, and for no frame in it', async () => {
    await start();
    expect(electron.grants('media', `${OURS}/inbox`)).toBe(true);
    expect(electron.grants('media', `${OURS}/inbox`, false)).toBe(false);
    expect(electron.grants('media', 'https://evil.example/')).toBe(false);
    expect(electron.checks('media', OURS)).toBe(true);
    expect(electron.checks('media', 'https://evil.example')).toBe(false);
    for (const permission of ['geolocation', 'usb', 'hid', 'serial', 'openExternal', 'midiSysex', 'unknown']) {
      expect([electron.grants(permission, OURS), electron.checks(permission, OURS)]).toEqual([false, false]);
    }
  });

  test('it hears its own page alone: no frame, no other origin, nothing but its words', async () => {
    await start();
    const window = windowOf();
    electron.say(window, { type: 'badge', count: 7 }, { origin: 'https://evil.example', parent: null });
    electron.say(window, { type: 'badge', count: 7 }, { origin: OURS, parent: {} });
    electron.say(window, { type: 'badge', count: 7 }, null);
    for (const hostile of [
      null,
      'badge',
      7,
      [],
      { type: 'badge', count: -1 },
      { type: 'badge', count: 1.5 },
      { type: 'exec' },
    ]) {
      say(hostile);
    }
    say({ type: 'notify', tag: 't', title: 'x'.repeat(2_000), body: '', link: '', lasting: true, reply: false });
    expect([electron.app.badge, FakeNotice.shown.size]).toEqual([0, 0]);
    say({ type: 'badge', count: 7 });
    expect(electron.app.badge).toBe(7);
  });

  test.each([
    '--inspect=0.0.0.0:9229',
    'web+parley:conversation/../../etc/passwd',
    `web+parley:conversation/${ID}/../settings`,
    `web+parley:conversation/${ID} --no-sandbox`,
    'web+parley:open?server=https://evil.example',
    'https://evil.example/',
  ])('a link with more in it than a link leads nowhere: %s', async (argument) => {
    await start();
    electron.app.emit('second-instance', {}, ['parley', argument]);
    electron.app.emit('open-url', { preventDefault: () => undefined }, argument);
    expect(windowOf().webContents.sent.filter((event) => JSON.stringify(event).includes('"link"'))).toEqual([]);
    expect(FakeWindow.made).toHaveLength(1);
  });

  test('a page names no server that the person has not named', async () => {
    await start();
    for (const url of ['https://evil.example', 'evil.example', 'file:///etc', 'javascript:1', '']) {
      say({ type: 'openServer', url });
    }
    expect([FakeWindow.made.length, servers.all]).toEqual([1, [OURS]]);
  });

  test('updates: by our certificate or not at all, and never back', async () => {
    let asked = 0;
    const updater: UpdaterApi = {
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: true,
      allowPrerelease: true,
      channel: null,
      on: () => undefined,
      async checkForUpdates() {
        asked += 1;
        throw new Error('the manifest is not signed by us');
      },
    };
    for (const platform of ['linux', 'freebsd'] as const) {
      expect(followUpdates(updater, { platform, channel: 'stable' })).toBe(null);
    }
    expect(followUpdates(updater, { platform: 'win32', channel: 'off' })).toBe(null);
    expect(asked).toBe(0);
    const stop = followUpdates(updater, { platform: 'win32', channel: 'stable' });
    stop?.();
    expect(updater).toMatchObject({ channel: 'latest', allowDowngrade: false, allowPrerelease: false });
    expect(asked).toBe(1);
  });
});

/** Without what the shell says of itself. */
const linksTo = (window: FakeWindow): unknown[] =>
  window.webContents.sent.filter((event) => JSON.stringify(event).includes('"link"'));
const LINK = `web+parley:conversation/${ID}`;

describe('a link that starts the Electron shell', () => {
  test('waits for the page, and is told to it once', async () => {
    await start([OURS], ['parley', '--flag', LINK]);
    expect(linksTo(windowOf())).toEqual([{ type: 'link', link: LINK }]);
    say({ type: 'hello' });
    expect(linksTo(windowOf())).toHaveLength(1);
  });

  test('may come before the system is ready for windows, as on macOS', async () => {
    const starting = start();
    electron.app.emit('open-url', { preventDefault: () => undefined }, LINK);
    await starting;
    expect(FakeWindow.made).toHaveLength(1);
    expect(linksTo(windowOf())).toEqual([{ type: 'link', link: LINK }]);
  });

  test('goes to the server that is chosen first, or chosen instead of one that is away', async () => {
    await start([], ['parley', LINK]);
    expect(linksTo(windowOf())).toEqual([]);
    say({ type: 'openServer', url: OTHER }, windowOf(), 'file://');
    windowOf(1).webContents.emit('did-fail-load', {}, -106, 'ERR_INTERNET_DISCONNECTED', OTHER, true);
    say({ type: 'hello' }, windowOf(2), 'file://');
    say({ type: 'openServer', url: OURS }, windowOf(2), 'file://');
    say({ type: 'hello' }, windowOf(3));
    expect(linksTo(windowOf(3))).toEqual([{ type: 'link', link: LINK }]);
  });
});

describe('the windows of the Electron shell', () => {
  test('what a page has asked for goes with it: a reloaded one begins anew', async () => {
    await start([OTHER, OURS]);
    const notice = { type: 'notify', tag: 'call', title: 'Ada', body: '', link: 'web+parley:inbox' };
    const ring = (window: FakeWindow, origin: string) => {
      say({ type: 'badge', count: 3 }, window, origin);
      say({ type: 'attention', on: true }, window, origin);
      say({ ...notice, lasting: true, reply: false }, window, origin);
    };
    say({ type: 'openServer', url: OTHER });
    ring(windowOf(), OURS);
    ring(windowOf(1), OTHER);
    electron.powerMonitor.emit('lock-screen');
    expect([electron.app.badge, FakeNotice.shown.size, electron.bounces.size]).toEqual([6, 2, 1]);
    windowOf().webContents.sent.splice(0);

    say({ type: 'hello' });
    expect([electron.app.badge, FakeNotice.shown.size, electron.bounces.size]).toEqual([3, 1, 1]);
    expect([windowOf().flashing, windowOf(1).flashing]).toEqual([false, true]);
    // It has heard nothing of what was said before it was there.
    expect(windowOf().webContents.sent).toContainEqual({ type: 'idle', state: 'locked' });
    electron.keys.get(KEYS.answer)?.();
    expect(windowOf().webContents.sent).not.toContainEqual({ type: 'shortcut', shortcut: 'answer' });
    say({ type: 'hello' }, windowOf(1), OTHER);
    expect([electron.app.badge, FakeNotice.shown.size, electron.bounces.size]).toEqual([0, 0, 0]);
  });

  test('a server that is forgotten loses its window, and all that it had asked for', async () => {
    await start([OTHER, OURS]);
    say({ type: 'openServer', url: OTHER });
    say({ type: 'badge', count: 7 }, windowOf(1), OTHER);
    say({ type: 'attention', on: true }, windowOf(1), OTHER);
    say(
      { type: 'notify', tag: 'x', title: 'Ada', body: '', link: '', lasting: true, reply: false },
      windowOf(1),
      OTHER,
    );
    say({ type: 'forgetServer', url: OURS });
    expect([servers.all, windowOf().destroyed]).toEqual([[OTHER, OURS], false]);
    say({ type: 'forgetServer', url: OTHER });
    expect([servers.all, windowOf(1).destroyed]).toEqual([[OURS], true]);
    expect([electron.app.badge, FakeNotice.shown.size, electron.bounces.size]).toEqual([0, 0, 0]);
    expect(electron.checks('media', OTHER)).toBe(false);
    say({ type: 'openServer', url: OTHER });
    expect(FakeWindow.made).toHaveLength(2);
  });

  test('a second start opens nothing: the first is led there', async () => {
    await start();
    electron.app.emit('second-instance', {}, ['parley', `web+parley:conversation/${ID}`]);
    expect(windowOf().webContents.sent.at(-1)).toEqual({ type: 'link', link: `web+parley:conversation/${ID}` });
    expect(FakeWindow.made).toHaveLength(1);
    electron.app.isFirst = false;
    const second = new DesktopShell(electron.api, {
      servers,
      autostart: { on: false, set: () => undefined },
      files: FILES,
    });
    expect(await second.start([])).toBe(false);
    expect(FakeWindow.made).toHaveLength(1);
  });

  test('closing hides it, quitting closes it', async () => {
    await start();
    windowOf().close();
    expect([windowOf().shown, windowOf().destroyed]).toEqual([false, false]);
    electron.trays[0]?.emit('click');
    expect(windowOf().shown).toBe(true);
    electron.trays[0]?.menu.find(({ label }) => label === 'Quit')?.click?.();
    windowOf().close();
    expect([windowOf().destroyed, electron.keys.size]).toEqual([true, 0]);
  });

  test('each server has a window; badge and tray have the sum, and who leaves takes his part along', async () => {
    await start([OTHER, OURS]);
    say({ type: 'badge', count: 6 });
    say({ type: 'openServer', url: OTHER });
    expect(servers.last).toBe(OTHER);
    say({ type: 'badge', count: 7 }, windowOf(1), OTHER);
    expect([electron.app.badge, electron.trays[0]?.image]).toEqual([13, join('icons', 'tray-many.png')]);
    expect(electron.trays[0]?.toolTip).toBe('Parley: 13 unread');
    electron.app.quit();
    windowOf(1).close();
    expect(electron.app.badge).toBe(6);
  });

  test('the key answers where it rings, and nowhere else', async () => {
    await start([OTHER, OURS]);
    say({ type: 'openServer', url: OTHER });
    const answered = () =>
      FakeWindow.made.map(
        ({ webContents }) => webContents.sent.filter((event) => JSON.stringify(event).includes('answer')).length,
      );
    electron.keys.get(KEYS.answer)?.();
    expect(answered()).toEqual([0, 0]);
    say({ type: 'attention', on: true }, windowOf(1), OTHER);
    electron.keys.get(KEYS.answer)?.();
    expect(answered()).toEqual([0, 1]);
  });

  test('without a server, or with one that is away, it asks for one', async () => {
    await start([]);
    expect(windowOf().webContents.url).toBe('file:///chooser.html');
    say({ type: 'badge', count: 3 }, windowOf(), 'file://');
    expect(electron.app.badge).toBe(0);
    for (const url of ['file:///etc', 'http://192.0.2.1', 'https://a:b@evil.example', '']) {
      say({ type: 'openServer', url }, windowOf(), 'file://');
    }
    expect(FakeWindow.made).toHaveLength(1);
    say({ type: 'openServer', url: 'chat.example.com' }, windowOf(), 'file://');
    expect([windowOf().destroyed, windowOf(1).webContents.url]).toEqual([true, `${OURS}/inbox`]);
    windowOf(1).webContents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', OURS, true);
    expect(FakeWindow.made).toHaveLength(2);
    windowOf(1).webContents.emit('did-fail-load', {}, -106, 'ERR_INTERNET_DISCONNECTED', OURS, true);
    expect([windowOf(1).destroyed, windowOf(2).webContents.url]).toEqual([true, 'file:///chooser.html']);
    // And tried again from there.
    say({ type: 'openServer', url: OURS }, windowOf(2), 'file://');
    expect(windowOf(3).webContents.url).toBe(`${OURS}/inbox`);
  });

  test('tells who is at the device, from the system', async () => {
    vi.useFakeTimers();
    try {
      const shell = await start();
      const stop = shell.watchIdle();
      electron.powerMonitor.state = 'idle';
      vi.advanceTimersByTime(30_000);
      electron.powerMonitor.emit('lock-screen');
      electron.powerMonitor.state = 'locked';
      vi.advanceTimersByTime(30_000);
      electron.powerMonitor.emit('unlock-screen');
      clearInterval(stop);
      const told = windowOf().webContents.sent.filter((event) => JSON.stringify(event).includes('"idle"'));
      expect(told).toEqual(['active', 'idle', 'locked', 'active'].map((state) => ({ type: 'idle', state })));
    } finally {
      vi.useRealTimers();
    }
  });
});
