/**
 * Of Electron only what this shell uses. `main.ts` hands in the real one, which the compiler compares with this; the tests
 * hand in one of their own, since Electron's program cannot run everywhere.
 */
export interface ElectronApi {
  app: AppApi;
  ipcMain: { on(channel: string, listener: (event: SenderEvent, request: unknown) => void): unknown };
  session: { defaultSession: SessionApi };
  powerMonitor: PowerApi;
  globalShortcut: { register(keys: string, action: () => void): boolean; unregisterAll(): void };
  shell: { openExternal(address: string): Promise<void> };
  BrowserWindow: new (options: WindowOptions) => WindowApi;
  Tray: new (icon: string) => TrayApi;
  Menu: { buildFromTemplate(items: MenuItem[]): MenuApi };
  Notification: new (options: NoticeOptions) => NoticeApi;
}

export interface Preventable {
  preventDefault(): void;
}

export interface AppApi {
  requestSingleInstanceLock(): boolean;
  setAsDefaultProtocolClient(scheme: string): boolean;
  whenReady(): Promise<void>;
  setBadgeCount(count?: number): boolean;
  quit(): void;
  dock?: { bounce(type: 'critical'): number; cancelBounce(id: number): void } | undefined;
  on(event: 'second-instance', listener: (event: unknown, argv: string[]) => void): unknown;
  on(event: 'open-url', listener: (event: Preventable, url: string) => void): unknown;
  on(event: 'activate' | 'before-quit' | 'will-quit', listener: () => void): unknown;
  on(event: 'web-contents-created', listener: (event: unknown, contents: ContentsApi) => void): unknown;
}

export interface SenderEvent {
  sender: { id: number };
  /** `null` when the page has gone meanwhile. */
  senderFrame: { origin: string; parent: unknown } | null;
}

export interface SessionApi {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: string,
      answer: (granted: boolean) => void,
      details: { requestingUrl: string; isMainFrame: boolean },
    ) => void,
  ): void;
  setPermissionCheckHandler(
    handler: (contents: unknown, permission: string, requestingOrigin: string) => boolean,
  ): void;
}

export interface PowerApi {
  getSystemIdleState(seconds: number): 'active' | 'idle' | 'locked' | 'unknown';
  on(event: 'resume' | 'lock-screen' | 'unlock-screen', listener: () => void): unknown;
}

export interface WindowOptions {
  width: number;
  height: number;
  title: string;
  icon: string;
  backgroundColor: string;
  autoHideMenuBar: boolean;
  webPreferences: {
    preload: string;
    sandbox: boolean;
    contextIsolation: boolean;
    nodeIntegration: boolean;
    webviewTag: boolean;
    backgroundThrottling: boolean;
  };
}

export interface WindowApi {
  readonly webContents: ContentsApi;
  loadURL(url: string): Promise<void>;
  loadFile(file: string): Promise<void>;
  show(): void;
  hide(): void;
  focus(): void;
  restore(): void;
  isMinimized(): boolean;
  isDestroyed(): boolean;
  close(): void;
  flashFrame(on: boolean): void;
  on(event: 'close', listener: (event: Preventable) => void): unknown;
  on(event: 'closed', listener: () => void): unknown;
}

export interface ContentsApi {
  readonly id: number;
  getURL(): string;
  send(channel: string, event: unknown): void;
  setWindowOpenHandler(handler: (details: { url: string; frameName: string }) => WindowOpenAnswer): void;
  on(event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate', listener: (event: Navigation) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  on(
    event: 'did-fail-load',
    listener: (event: unknown, code: number, words: string, url: string, isMainFrame: boolean) => void,
  ): unknown;
}

export interface Navigation extends Preventable {
  readonly url: string;
}

export type WindowOpenAnswer =
  | { action: 'deny' }
  | { action: 'allow'; overrideBrowserWindowOptions: { alwaysOnTop: boolean; autoHideMenuBar: boolean } };

export interface TrayApi {
  setImage(icon: string): void;
  setToolTip(words: string): void;
  /** Beside the icon; macOS alone has room there. */
  setTitle(words: string): void;
  setContextMenu(menu: MenuApi | null): void;
  on(event: 'click', listener: () => void): unknown;
}

/** What Electron makes of a template; nobody looks into it. */
export type MenuApi = object;

export interface MenuItem {
  label?: string;
  type?: 'separator';
  click?: () => void;
}

export interface NoticeOptions {
  title: string;
  body: string;
  hasReply: boolean;
  replyPlaceholder: string;
  timeoutType: 'default' | 'never';
}

export interface NoticeApi {
  show(): void;
  close(): void;
  on(event: 'click' | 'close', listener: () => void): unknown;
  on(event: 'reply', listener: (details: { reply: string }) => void): unknown;
}
