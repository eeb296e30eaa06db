/** Electron's API as the shell uses it (`ElectronApi`), without Electron: keeps what it was told, and says what a test has it say. */
import { EventEmitter } from 'node:events';
import type {
  ContentsApi,
  ElectronApi,
  MenuItem,
  Navigation,
  NoticeOptions,
  SenderEvent,
  WindowOpenAnswer,
  WindowOptions,
} from '../../packages/operator-app/shells/electron/electron-api.ts';

export class FakeContents extends EventEmitter implements ContentsApi {
  static count = 0;
  readonly id = ++FakeContents.count;
  url = 'about:blank';
  readonly sent: unknown[] = [];
  /** Is there a page in it? What is sent before is lost, as in Electron. */
  hears = false;
  /** What the page in it hears. */
  onSent: (event: unknown) => void = () => undefined;
  open: (details: { url: string; frameName: string }) => WindowOpenAnswer = () => {
    throw new Error('nobody judges what it opens');
  };

  getURL(): string {
    return this.url;
  }
  send(_channel: string, event: unknown): void {
    if (!this.hears) return;
    this.sent.push(event);
    this.onSent(event);
  }
  setWindowOpenHandler(handler: typeof this.open): void {
    this.open = handler;
  }
  /** Whether it was allowed to go there. */
  navigate(event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate', url: string): boolean {
    let allowed = true;
    const navigation: Navigation = { url, preventDefault: () => (allowed = false) };
    this.emit(event, navigation);
    return allowed;
  }
}

export class FakeWindow extends EventEmitter {
  static made: FakeWindow[] = [];
  readonly webContents = new FakeContents();
  readonly options: WindowOptions;
  flashing = false;
  shown = true;
  focused = 0;
  destroyed = false;

  constructor(options: WindowOptions) {
    super();
    if (FakeApp.latest?.isReady !== true) throw new Error('no window can be made before the app is ready');
    this.options = options;
    FakeWindow.made.push(this);
    FakeApp.latest?.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.url = url;
  }
  async loadFile(file: string): Promise<void> {
    this.webContents.url = `file://${file}`;
  }
  show(): void {
    this.shown = true;
  }
  hide(): void {
    this.shown = false;
  }
  focus(): void {
    this.focused += 1;
  }
  restore(): void {
    // It is never minimized.
  }
  isMinimized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  flashFrame(on: boolean): void {
    this.flashing = on;
  }
  close(): void {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    this.destroyed = true;
    this.emit('closed');
  }
}

class FakeApp extends EventEmitter {
  static latest: FakeApp | null = null;
  isFirst = true;
  badge = 0;
  isReady = false;
  schemes: string[] = [];
  /** By their numbers. */
  readonly bounces = new Set<number>();
  readonly dock = {
    bounce: () => {
      this.#bounceCount += 1;
      this.bounces.add(this.#bounceCount);
      return this.#bounceCount;
    },
    cancelBounce: (id: number) => void this.bounces.delete(id),
  };
  #bounceCount = 0;
  readonly ended = Promise.withResolvers<void>();

  constructor() {
    super();
    FakeApp.latest = this;
  }
  requestSingleInstanceLock(): boolean {
    return this.isFirst;
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.schemes.push(scheme);
    return true;
  }
  async whenReady(): Promise<void> {
    await Promise.resolve();
    this.isReady = true;
  }
  setBadgeCount(count = 0): boolean {
    this.badge = count;
    return true;
  }
  quit(): void {
    this.emit('before-quit');
    this.emit('will-quit');
    this.ended.resolve();
  }
}

class FakePower extends EventEmitter {
  state: 'active' | 'idle' | 'locked' | 'unknown' = 'active';
  getSystemIdleState(): typeof this.state {
    return this.state;
  }
}

class FakeTray extends EventEmitter {
  image: string;
  toolTip = '';
  title = '';
  menu: MenuItem[] = [];
  constructor(icon: string) {
    super();
    this.image = icon;
  }
  setImage(icon: string): void {
    this.image = icon;
  }
  setToolTip(words: string): void {
    this.toolTip = words;
  }
  setTitle(words: string): void {
    this.title = words;
  }
  setContextMenu(menu: object | null): void {
    this.menu = Array.isArray(menu) ? menu : [];
  }
}

export class FakeNotice extends EventEmitter {
  readonly options: NoticeOptions;
  constructor(options: NoticeOptions) {
    super();
    this.options = options;
  }
  show(): void {
    FakeNotice.shown.add(this);
  }
  close(): void {
    if (FakeNotice.shown.delete(this)) this.emit('close');
  }
  static shown = new Set<FakeNotice>();
}

type PermissionRequest = Parameters<ElectronApi['session']['defaultSession']['setPermissionRequestHandler']>[0];
type PermissionCheck = Parameters<ElectronApi['session']['defaultSession']['setPermissionCheckHandler']>[0];

/** One Electron; a test makes one at a time. */
export function createFakeElectron() {
  FakeWindow.made = [];
  FakeNotice.shown = new Set();
  const app = new FakeApp();
  const powerMonitor = new FakePower();
  const keys = new Map<string, () => void>();
  const openedOutside: string[] = [];
  const trays: FakeTray[] = [];
  const ipc = new EventEmitter();
  let mayRequest: PermissionRequest = () => undefined;
  let mayCheck: PermissionCheck = () => false;
  const api: ElectronApi = {
    app,
    ipcMain: { on: (channel, listener) => ipc.on(channel, listener) },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler) => void (mayRequest = handler),
        setPermissionCheckHandler: (handler) => void (mayCheck = handler),
      },
    },
    powerMonitor,
    globalShortcut: {
      register(accelerator, action) {
        keys.set(accelerator, action);
        return true;
      },
      unregisterAll: () => keys.clear(),
    },
    shell: { openExternal: async (address) => void openedOutside.push(address) },
    BrowserWindow: FakeWindow,
    Tray: class extends FakeTray {
      constructor(icon: string) {
        super(icon);
        trays.push(this);
      }
    },
    Menu: { buildFromTemplate: (items) => items },
    Notification: FakeNotice,
  };
  return {
    api,
    app,
    bounces: app.bounces,
    powerMonitor,
    keys,
    openedOutside,
    trays,
    /** Whether this page gets what it asks for. */
    grants(permission: string, requestingUrl: string, isMainFrame = true): boolean {
      let granted = false;
      mayRequest(null, permission, (answer) => (granted = answer), { requestingUrl, isMainFrame });
      return granted;
    },
    checks: (permission: string, origin: string) => mayCheck(null, permission, origin),
    /** As a page says it. */
    say(from: FakeWindow, request: unknown, frame: SenderEvent['senderFrame']): void {
      from.webContents.hears = true;
      const event: SenderEvent = { sender: from.webContents, senderFrame: frame };
      ipc.emit('parley-shell', event, request);
    },
  };
}
