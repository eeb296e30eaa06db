/**
 * What the app asks of its surroundings, whatever they are. Three hosts keep this contract, and one suite of tests asks all of
 * them (`tests/desktop/host-contract.ts`):
 *
 *   web        a browser's tab, or the installed app            desktop/web/web-host.ts
 *   window     a Chromium in a window of its own (`npx`)        desktop/shell/shell-host.ts ═ pipe ═ window/
 *   electron   the Electron shell                               desktop/shell/shell-host.ts ═ preload ═ electron/
 */
import type { Store } from '@parley/client';
import type { DeepLink } from './deep-link.ts';

export const CAPABILITIES = [
  /** A number on the app's icon, beside the one in the title. */
  'badge',
  'notify',
  /** A notification can be answered where it stands. */
  'reply',
  /** More than a title that changes: the window or its icon calls for somebody. */
  'attention',
  'tray',
  /** Keys that reach us while another program is in front. */
  'globalShortcuts',
  /** A small window of our own that stays above all others. */
  'callWindow',
  'deepLinks',
  'autostart',
  /** Whether somebody is at this device, not only at this page. */
  'idle',
  /** The system itself says when it wakes; elsewhere a jump of the clock does. */
  'power',
  'servers',
  'quit',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

export type HostKind = 'web' | 'window' | 'electron';

export interface DesktopHost {
  readonly kind: HostKind;
  /** What this host can do. A part below is `null` where its name is missing here. */
  readonly capabilities: ReadonlySet<Capability>;
  /** How many conversations hold something unread; 0 takes the badge away. */
  badge(count: number): void;
  /** Somebody is wanted at once. `words` stand in the title in turn with the count until it is taken back. */
  attention(words: string): () => void;
  readonly notifications: Notifications;
  /** Brings the window to the front. */
  focus(): void;
  /** Where a notification or a link leads. What came before anybody listened is told to the first who does. */
  onLink(listener: (link: DeepLink) => void): () => void;
  onShortcut(listener: (shortcut: Shortcut) => void): () => void;
  /** The device has slept, or this page was frozen: what is on the screen is old. */
  onWake(listener: () => void): () => void;
  readonly idle: Idle | null;
  readonly callWindow: CallWindow | null;
  readonly autostart: Autostart | null;
  readonly servers: Servers | null;
  readonly quit: (() => void) | null;
}

export type Shortcut = 'answer' | 'mute';

export type NotificationState = NotificationPermission | 'unsupported';

export interface Notice {
  /** Another notice with this tag takes its place. */
  tag: string;
  title: string;
  body: string;
  /** Where a click leads. */
  link: DeepLink;
  /** Stays until somebody does something about it: a call. */
  lasting: boolean;
  /** Takes what was written into the notification, where the host can do that. */
  onReply?: (text: string) => void;
}

export interface Notifications {
  readonly permission: Store<NotificationState>;
  /** Only from a button that the person pressed: browsers punish pages that ask on load. */
  ask(): Promise<void>;
  /** Shows it if that is allowed. Returns how to take it back. */
  show(notice: Notice): () => void;
}

export type IdleState = 'active' | 'idle' | 'locked';

export interface Idle {
  /** `active` as long as nobody may know. */
  readonly state: Store<IdleState>;
  /** `false` where the person has to be asked first. */
  readonly allowed: Store<boolean>;
  /** Only from a button that the person pressed. */
  ask(): Promise<void>;
}

export interface CallWindow {
  /**
   * A window to put things into, with our styles in it; only after a click or a key.
   * @throws DOMException where the browser refuses
   */
  open(size: { width: number; height: number }): Promise<Window>;
}

export interface Autostart {
  readonly on: Store<boolean>;
  set(on: boolean): void;
}

export interface KnownServer {
  /** An origin. */
  url: string;
  /** The one of this window. */
  current: boolean;
}

export interface Servers {
  readonly known: Store<readonly KnownServer[]>;
  /** Opens it in a window of its own. Which ones are known is said outside of any page: a page must not add one. */
  open(url: string): void;
  forget(url: string): void;
}
