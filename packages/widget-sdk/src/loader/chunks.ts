import type { PersonChange } from '@parley/client';
import type { Dictionary } from '../locale/dictionary.ts';
import type { CallSign } from '../session/call-facts.ts';
import type { CallCheckOptions, Locale, Media, VisitorIdentity, WidgetCallCheck, WidgetEvents } from '../types.ts';
import type { Emitter } from './emitter.ts';
import type { Settings } from './options.ts';
import type { PageMemory } from './page-memory.ts';
import type { Surface } from './surface.ts';

/** What the loader hands to the panel; the panel imports nothing of the loader, so that no code is loaded twice. */
export interface PanelHost {
  settings: Settings;
  surface: Surface;
  words: Dictionary;
  memory: PageMemory;
  /** What the site had said of its visitor by then. */
  identity: VisitorIdentity | null;
  emit: Emitter['emit'];
  /** The person is another one, or nobody: nothing of this panel is used again. */
  changePerson: (why: PersonChange) => void;
  /** The visitor closed the panel from inside. */
  requestClose: () => void;
  /** A call needs to be seen. */
  requestOpen: () => void;
  setUnread: (count: number) => void;
  setCall: (call: CallSign) => void;
}

export interface Panel {
  setOpen(open: boolean, by: WidgetEvents['opened']['by']): void;
  sendMessage(text: string): void;
  startCall(media: Media): void;
  endCall(): void;
  checkCall(options: CallCheckOptions): Promise<WidgetCallCheck>;
  identify(identity: VisitorIdentity): void;
  logout(): Promise<void>;
  destroy(): void;
}

export interface PanelModule {
  startPanel: (host: PanelHost) => Panel;
}

/** Where the lazy parts come from: a bundler's chunks, or files on the server. */
export interface Chunks {
  panel(): Promise<PanelModule>;
  words(locale: Locale): Promise<Dictionary>;
}
