/**
 * What a page and the shell around it say to each other: over a private pipe in the window host, over Electron's IPC in the
 * Electron host. A shell believes a page no more than it must: `readRequest` judges each word, and the shell judges whose it is.
 */
import type { Capability, IdleState, KnownServer, Shortcut } from '../desktop-host.ts';

export type ShellRequest =
  /** Asks for the first `state`. */
  | { type: 'hello' }
  | { type: 'badge'; count: number }
  | { type: 'attention'; on: boolean }
  | { type: 'focus' }
  /** Where `notices` is among the shell's capabilities; elsewhere the page shows its own. */
  | { type: 'notify'; tag: string; title: string; body: string; link: string; lasting: boolean; reply: boolean }
  | { type: 'unnotify'; tag: string }
  | { type: 'autostart'; on: boolean }
  | { type: 'openServer'; url: string }
  | { type: 'forgetServer'; url: string }
  | { type: 'quit' };

export type ShellEvent =
  | { type: 'state'; autostart: boolean; servers: readonly KnownServer[] }
  /** As `formatLink` writes it. */
  | { type: 'link'; link: string }
  | { type: 'reply'; tag: string; text: string }
  | { type: 'shortcut'; shortcut: Shortcut }
  | { type: 'idle'; state: IdleState }
  | { type: 'wake' };

export interface ShellBridge {
  readonly kind: 'window' | 'electron';
  /** What the shell adds to what the page can do by itself. */
  readonly capabilities: readonly Capability[];
  send(request: ShellRequest): void;
  /** What came before anybody listened is told to the first who does. */
  listen(listener: (event: ShellEvent) => void): void;
}

/** By this name the Electron shell knows the one window that a page may open. */
export const CALL_WINDOW = 'parley-call';

/** Electron's IPC, in both directions. */
export const SHELL_CHANNEL = 'parley-shell';

/** What Electron adds to what a page can do by itself. */
export const ELECTRON_CAPABILITIES: readonly Capability[] = [
  'badge',
  'notify',
  'reply',
  'attention',
  'tray',
  'globalShortcuts',
  'callWindow',
  'autostart',
  'idle',
  'power',
  'servers',
  'quit',
];

declare global {
  var parleyShell: ShellBridge | undefined;
}

/** A title of the longest name that there is, and more words than any system shows. */
const LONGEST_TEXT = 1_000;
const MOST_UNREAD = 1_000_000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_TEXT;
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_UNREAD;

/** One of the requests above, with nothing beside it, or `null`. */
export function readRequest(said: unknown): ShellRequest | null {
  if (typeof said !== 'object' || said === null) return null;
  const { type, ...rest }: Record<string, unknown> = { ...said };
  const { count, on, tag, title, body, link, lasting, reply, url } = rest;
  switch (type) {
    case 'hello':
    case 'focus':
    case 'quit':
      return { type };
    case 'badge':
      return isCount(count) ? { type, count } : null;
    case 'attention':
    case 'autostart':
      return isFlag(on) ? { type, on } : null;
    case 'notify':
      if (!isText(tag) || !isText(title) || !isText(body) || !isText(link) || !isFlag(lasting) || !isFlag(reply))
        return null;
      return { type, tag, title, body, link, lasting, reply };
    case 'unnotify':
      return isText(tag) ? { type, tag } : null;
    case 'openServer':
    case 'forgetServer':
      return isText(url) ? { type, url } : null;
    default:
      return null;
  }
}
