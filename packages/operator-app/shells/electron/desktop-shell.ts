import { LINK_SCHEME, type DeepLink, parseLink } from '../../src/desktop/deep-link.ts';
import type { IdleState } from '../../src/desktop/desktop-host.ts';
import { readRequest, SHELL_CHANNEL, type ShellRequest } from '../../src/desktop/shell/shell-contract.ts';
import { Failure } from '../common/failure.ts';
import type { KnownServers } from '../common/known-servers.ts';
import { readServerAddress } from '../common/server-address.ts';
import type { ElectronApi } from './electron-api.ts';
import { guardContents, guardPermissions } from './guards.ts';
import { Notices } from './notices.ts';
import { type Files, ServerWindow } from './server-window.ts';
import { CountTray } from './tray.ts';

/** Chosen so that no common program has them. */
export const KEYS = { answer: 'CommandOrControl+Alt+A', mute: 'CommandOrControl+Alt+M' } as const;

const IDLE_AFTER_SECONDS = 60;
const IDLE_LOOK_MS = 10_000;

export interface ShellServices {
  servers: KnownServers;
  autostart: { readonly on: boolean; set(on: boolean): void };
  files: Files & { trayIcons: string };
}

/** The Electron host: one window for each server, one tray and one badge for all of them. */
export class DesktopShell {
  readonly #electron: ElectronApi;
  readonly #services: ShellServices;
  readonly #windows = new Set<ServerWindow>();
  readonly #notices: Notices;
  #tray: CountTray | null = null;
  #quitting = false;
  #idle: IdleState = 'active';
  #bounce: number | null = null;
  #ready = false;
  /** What we were started for: on macOS it is said before a window can be made. */
  #early: DeepLink | null = null;

  constructor(electron: ElectronApi, services: ShellServices) {
    this.#electron = electron;
    this.#services = services;
    this.#notices = new Notices(electron);
  }

  /** @returns false when another one is there, which has been told what we were started for */
  async start(argv: readonly string[]): Promise<boolean> {
    const { app } = this.#electron;
    if (!app.requestSingleInstanceLock()) {
      app.quit();
      return false;
    }
    app.on('second-instance', (_event, args) => this.#wish(linkIn(args)));
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#wish(parseLink(url));
    });
    app.on('web-contents-created', (_event, contents) => guardContents(this.#electron, contents, this.#isOurs));
    app.on('activate', () => this.#wish(null));
    app.on('before-quit', () => {
      this.#quitting = true;
    });
    app.on('will-quit', () => this.#electron.globalShortcut.unregisterAll());
    await app.whenReady();
    app.setAsDefaultProtocolClient(LINK_SCHEME);
    guardPermissions(this.#electron.session.defaultSession, this.#isOurs);
    this.#listen();
    this.#ready = true;
    this.#open(this.#early ?? linkIn(argv));
    return true;
  }

  /** From outside, at any time. */
  #wish(link: DeepLink | null): void {
    if (this.#ready) this.#open(link);
    else this.#early = link ?? this.#early;
  }

  /** Idle time has no event: somebody has to look. */
  watchIdle(): ReturnType<typeof setInterval> {
    return setInterval(() => {
      const state = this.#electron.powerMonitor.getSystemIdleState(IDLE_AFTER_SECONDS);
      this.#tellIdle(state === 'unknown' ? 'active' : state);
    }, IDLE_LOOK_MS);
  }

  readonly #isOurs = (origin: string): boolean => this.#services.servers.all.includes(origin);

  #listen(): void {
    const { app, ipcMain, powerMonitor, globalShortcut } = this.#electron;
    this.#tray = new CountTray(this.#electron, this.#services.files.trayIcons, {
      open: () => this.#open(null),
      choose: () => this.#open(null, null),
      quit: () => app.quit(),
    });
    ipcMain.on(SHELL_CHANNEL, (event, said) => {
      const from = [...this.#windows].find((window) => window.isSpeaking(event));
      const request = readRequest(said);
      if (from && request) this.#answer(from, request);
    });
    // Taken by another program, a key is that program's: the buttons remain.
    globalShortcut.register(KEYS.answer, () => {
      const [ringing] = [...this.#windows].filter(({ wanted }) => wanted);
      ringing?.tell({ type: 'shortcut', shortcut: 'answer' });
    });
    // Of all windows one at most is in a call; the others have nothing to mute.
    globalShortcut.register(KEYS.mute, () => this.#tellAll({ type: 'shortcut', shortcut: 'mute' }));
    powerMonitor.on('resume', () => this.#tellAll({ type: 'wake' }));
    powerMonitor.on('lock-screen', () => this.#tellIdle('locked'));
    powerMonitor.on('unlock-screen', () => this.#tellIdle('active'));
  }

  /** The window that was opened last, or another server's, or the page that asks for one. */
  #open(link: DeepLink | null, origin = this.#services.servers.last): void {
    const open = [...this.#windows].find((window) => window.origin === origin) ?? this.#make(origin);
    if (link === null) open.toFront();
    else open.lead(link);
  }

  #make(origin: string | null): ServerWindow {
    if (origin !== null) this.#services.servers.opened(origin);
    const made = new ServerWindow(this.#electron, origin, this.#services.files, {
      mayClose: () => this.#quitting || made.origin === null,
      onClosed: () => {
        this.#windows.delete(made);
        this.#takeBack(made);
      },
      onFailed: () => {
        this.#open(made.waiting, null);
        made.retire();
      },
    });
    this.#windows.add(made);
    this.#tellStates();
    return made;
  }

  #answer(from: ServerWindow, request: ShellRequest): void {
    // The page that asks for a server has nothing else to say.
    if (from.origin === null && request.type !== 'hello' && request.type !== 'openServer') return;
    const { autostart } = this.#services;
    switch (request.type) {
      case 'hello':
        return this.#welcome(from);
      case 'badge':
        from.unread = request.count;
        return this.#count();
      case 'attention':
        from.flash(request.on);
        return this.#bounceDock();
      case 'focus':
        return from.toFront();
      case 'notify':
        return this.#notices.show(from, request);
      case 'unnotify':
        return this.#notices.takeBack(from, request.tag);
      case 'autostart':
        autostart.set(request.on);
        return this.#tellStates();
      case 'openServer':
        return this.#openServer(from, request.url);
      case 'forgetServer':
        if (request.url !== from.origin) this.#forget(request.url);
        return this.#tellStates();
      case 'quit':
        this.#electron.app.quit();
    }
  }

  /** A server's page may lead to one that is known. A new one, which gets microphone and camera, is named by the person alone. */
  #openServer(from: ServerWindow, url: string): void {
    if (from.origin !== null) return this.#isOurs(url) ? this.#open(null, url) : this.#tellState(from);
    try {
      this.#open(from.waiting, readServerAddress(url));
      from.retire();
    } catch (cause) {
      // Our own page has judged it by the same rule, and said so.
      if (!(cause instanceof Failure)) throw cause;
    }
  }

  /** A page that begins knows nothing, and has asked for nothing: what the one before it had asked for went with it. */
  #welcome(from: ServerWindow): void {
    from.unread = 0;
    from.flash(false);
    this.#takeBack(from);
    this.#tellState(from);
    from.tell({ type: 'idle', state: this.#idle });
    from.begin();
  }

  #takeBack(window: ServerWindow): void {
    this.#notices.takeAllBack(window);
    this.#count();
    this.#bounceDock();
  }

  /** Its page is none of ours from now on. */
  #forget(url: string): void {
    this.#services.servers.forget(url);
    [...this.#windows].find(({ origin }) => origin === url)?.retire();
  }

  #count(): void {
    const unread = [...this.#windows].reduce((sum, window) => sum + window.unread, 0);
    this.#electron.app.setBadgeCount(unread);
    this.#tray?.show(unread);
  }

  #bounceDock(): void {
    const { dock } = this.#electron.app;
    const wanted = [...this.#windows].some((window) => window.wanted);
    if (wanted && this.#bounce === null) this.#bounce = dock?.bounce('critical') ?? null;
    if (wanted || this.#bounce === null) return;
    dock?.cancelBounce(this.#bounce);
    this.#bounce = null;
  }

  #tellIdle(state: IdleState): void {
    if (state === this.#idle) return;
    this.#idle = state;
    this.#tellAll({ type: 'idle', state });
  }

  #tellAll(event: Parameters<ServerWindow['tell']>[0]): void {
    for (const window of this.#windows) window.tell(event);
  }

  #tellStates(): void {
    for (const window of this.#windows) this.#tellState(window);
  }

  #tellState(window: ServerWindow): void {
    const { servers, autostart } = this.#services;
    const known = servers.all.map((url) => ({ url, current: url === window.origin }));
    window.tell({ type: 'state', autostart: autostart.on, servers: known });
  }
}

/** Windows and Linux put the link that was clicked among the arguments. */
function linkIn(argv: readonly string[]): DeepLink | null {
  const text = argv.find((word) => word.startsWith(`${LINK_SCHEME}:`));
  return text === undefined ? null : parseLink(text);
}
