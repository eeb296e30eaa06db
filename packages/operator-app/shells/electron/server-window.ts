import { type DeepLink, formatLink } from '../../src/desktop/deep-link.ts';
import { SHELL_CHANNEL, type ShellEvent } from '../../src/desktop/shell/shell-contract.ts';
import type { ElectronApi, WindowApi } from './electron-api.ts';

export interface Files {
  preload: string;
  chooser: string;
  icon: string;
}

interface WindowEvents {
  /** Closing hides it, unless the whole shell is on its way out. */
  mayClose(): boolean;
  onClosed(): void;
  onFailed(window: ServerWindow): void;
}

/** The window of one server, or, while none is known, of the page that asks for one. */
export class ServerWindow {
  /** `null`: the page that asks. */
  readonly origin: string | null;
  readonly #window: WindowApi;
  #retired = false;
  #hears = false;
  /** Where its page is to go once it is there. */
  #waiting: DeepLink | null = null;
  unread = 0;
  /** Somebody is calling here. */
  wanted = false;

  constructor(
    { BrowserWindow }: Pick<ElectronApi, 'BrowserWindow'>,
    origin: string | null,
    files: Files,
    events: WindowEvents,
  ) {
    this.origin = origin;
    this.#window = new BrowserWindow({
      width: 1280,
      height: 840,
      title: 'Parley',
      icon: files.icon,
      backgroundColor: '#12616f',
      autoHideMenuBar: true,
      webPreferences: {
        preload: files.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        // A hidden desk rings, too.
        backgroundThrottling: false,
      },
    });
    this.#window.on('close', (event) => {
      if (this.#retired || events.mayClose()) return;
      event.preventDefault();
      this.#window.hide();
    });
    this.#window.on('closed', () => events.onClosed());
    // -3: the navigation was given up for another one.
    this.#window.webContents.on('did-fail-load', (_event, code, _words, _url, isMainFrame) => {
      if (isMainFrame && code !== -3) events.onFailed(this);
    });
    // Rejected when the page cannot be loaded, which `did-fail-load` has said.
    const loaded = origin === null ? this.#window.loadFile(files.chooser) : this.#window.loadURL(`${origin}/inbox`);
    loaded.catch(() => undefined);
  }

  /** Is it this window's page that speaks, and not a frame in it or what has come in its place? */
  isSpeaking({
    sender,
    senderFrame,
  }: {
    sender: { id: number };
    senderFrame: { origin: string; parent: unknown } | null;
  }): boolean {
    if (sender.id !== this.#window.webContents.id || senderFrame === null || senderFrame.parent !== null) return false;
    return this.origin === null ? senderFrame.origin === 'file://' : senderFrame.origin === this.origin;
  }

  tell(event: ShellEvent): void {
    if (!this.#window.isDestroyed()) this.#window.webContents.send(SHELL_CHANNEL, event);
  }

  toFront(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** For a page that hears nothing yet, the link waits. */
  lead(link: DeepLink): void {
    this.toFront();
    this.#waiting = link;
    if (this.#hears) this.begin();
  }

  /** A page of the server is there, and hears; the one that asks for a server goes nowhere. */
  begin(): void {
    if (this.origin === null) return;
    this.#hears = true;
    const link = this.#waiting;
    this.#waiting = null;
    if (link !== null) this.tell({ type: 'link', link: formatLink(link) });
  }

  /** For the window that comes in place of this one. */
  get waiting(): DeepLink | null {
    return this.#waiting;
  }

  flash(on: boolean): void {
    if (on === this.wanted) return;
    this.wanted = on;
    this.#window.flashFrame(on);
  }

  /** For good: another window comes in its place. */
  retire(): void {
    this.#retired = true;
    this.#window.close();
  }
}
