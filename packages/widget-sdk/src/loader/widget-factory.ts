import type { PersonChange } from '@parley/client';
import { LAUNCHER_WORDS } from '../locale/launcher-words.ts';
import launcherCss from '../style/launcher.css';
import tokensCss from '../style/tokens.css';
import type {
  CallCheckOptions,
  Media,
  VisitorIdentity,
  Widget,
  WidgetCallCheck,
  WidgetEvents,
  WidgetOptions,
} from '../types.ts';
import type { Chunks, Panel } from './chunks.ts';
import { createEmitter } from './emitter.ts';
import { createLauncher, type Launcher } from './launcher.ts';
import { type Settings, settle } from './options.ts';
import { createPageMemory, type PageMemory } from './page-memory.ts';
import { NEXT_PHASE, type Phase, type PhaseEvent } from './phase.ts';
import { createSurface, type Surface } from './surface.ts';

/** The server's own limit for a message. */
const MESSAGE_CHARS = 4_000;
/** A page that is never idle still gets its answers. */
const IDLE_TIMEOUT_MS = 5_000;
const DESTROYED = 'Parley: the widget was destroyed';

/** Makes the public `createWidget` over one source of lazy chunks. */
export function widgetFactory(chunks: Chunks): (options: WidgetOptions) => Widget {
  return (options) => {
    if (typeof document === 'undefined') {
      throw new Error('Parley: createWidget needs a browser; call it after the page has mounted');
    }
    return new LoadedWidget(settle(options), chunks);
  };
}

/** Asked for before the panel was there. */
interface Waiting {
  action: (panel: Panel) => void;
  /** The panel will not come. */
  onLost?: ((error: unknown) => void) | undefined;
}

/** Launcher and API at once; panel and client when someone acts. What is asked for meanwhile waits in `waiting`. */
class LoadedWidget implements Widget {
  readonly #settings: Settings;
  readonly #chunks: Chunks;
  readonly #memory: PageMemory;
  readonly #emitter = createEmitter();
  readonly #mounting = new AbortController();
  #phase: Phase = 'cold';
  #surface: Surface | null = null;
  #launcher: Launcher | null = null;
  #panel: Panel | null = null;
  #waiting: Waiting[] = [];
  #identity: VisitorIdentity | null = null;
  #isOpen = false;
  #isHidden = false;

  constructor(settings: Settings, chunks: Chunks) {
    this.#settings = settings;
    this.#chunks = chunks;
    this.#memory = createPageMemory(settings.projectKey);
    if (document.body !== null) queueMicrotask(() => this.#mount());
    else
      document.addEventListener('DOMContentLoaded', () => this.#mount(), { once: true, signal: this.#mounting.signal });
  }

  open = (): void => this.#setOpen(true, 'site');
  close = (): void => this.#setOpen(false, 'site');
  toggle = (): void => this.#setOpen(!this.#isOpen, 'site');
  show = (): void => this.#setHidden(false);
  hide = (): void => this.#setHidden(true);
  endCall = (): void => this.#panel?.endCall();

  sendMessage = (text: string): void => {
    if (text.trim() === '') throw new TypeError('Parley: a message needs text');
    if (text.length > MESSAGE_CHARS) throw new TypeError(`Parley: a message has at most ${MESSAGE_CHARS} characters`);
    this.#act((panel) => panel.sendMessage(text));
  };

  startCall = (media: Media = 'audio'): void => {
    this.#setOpen(true, 'call');
    this.#act((panel) => panel.startCall(media));
  };

  checkCall = (options: CallCheckOptions = {}): Promise<WidgetCallCheck> =>
    new Promise((resolve, reject) => {
      this.#act((panel) => void panel.checkCall(options).then(resolve, reject), reject);
    });

  identify = (identity: VisitorIdentity): void => {
    this.#identity = identity;
    this.#panel?.identify(identity);
  };

  logout = (): Promise<void> => {
    this.#identity = null;
    this.#memory.forget();
    this.#setOpen(false, 'site');
    return new Promise((resolve, reject) => {
      this.#act((panel) => void panel.logout().then(resolve, reject), reject);
    });
  };

  on = <Name extends keyof WidgetEvents>(event: Name, listener: (event: WidgetEvents[Name]) => void): (() => void) =>
    this.#emitter.on(event, listener);

  destroy = (): void => {
    this.#move('destroy');
    this.#mounting.abort();
    this.#drop(new Error(DESTROYED));
    this.#panel?.destroy();
    this.#surface?.remove();
    this.#emitter.clear();
    this.#panel = this.#surface = this.#launcher = null;
  };

  #move(event: PhaseEvent): Phase {
    this.#phase = NEXT_PHASE[this.#phase][event];
    return this.#phase;
  }

  #mount(): void {
    if (this.#phase === 'destroyed') return;
    const { launcher, locale, projectKey } = this.#settings;
    this.#surface = createSurface(this.#settings);
    this.#surface.addStyles(tokensCss + launcherCss);
    this.#surface.setHidden(this.#isHidden);
    if (launcher) {
      const press = () => this.#setOpen(!this.#isOpen, 'visitor');
      this.#launcher = createLauncher(this.#surface.frame, LAUNCHER_WORDS[locale], press);
    }
    this.#emitter.emit('ready', { projectKey });
    if (this.#phase === 'loading') void this.#load(this.#surface);
    this.#goOn();
  }

  /** Where the page before this one left off: a call goes on in sight, answers of a conversation arrive behind the launcher. */
  #goOn(): void {
    if (this.#memory.hasCall()) return this.#setOpen(true, 'call');
    if (this.#memory.hasConversation()) whenIdle(() => this.#act(() => undefined));
  }

  /** Runs now, or as soon as the panel is there. */
  #act(action: Waiting['action'], onLost?: Waiting['onLost']): void {
    if (this.#phase === 'destroyed') return onLost?.(new Error(DESTROYED));
    if (this.#panel !== null) return action(this.#panel);
    this.#waiting.push({ action, onLost });
    const loadsAlready = this.#phase === 'loading';
    this.#move('act');
    if (!loadsAlready && this.#surface !== null) void this.#load(this.#surface);
  }

  async #load(surface: Surface): Promise<void> {
    this.#launcher?.setBusy(true);
    this.#launcher?.setFailed(false);
    try {
      const consented = await this.#settings.consent();
      if (this.#phase !== 'loading') return;
      if (consented !== true) return this.#giveUp('CONSENT_REFUSED', new Error('Parley: no consent'));
      const [{ startPanel }, words] = await Promise.all([
        this.#chunks.panel(),
        this.#chunks.words(this.#settings.locale),
      ]);
      if (this.#move('loaded') !== 'live') return;
      this.#panel = startPanel({
        settings: this.#settings,
        surface,
        words,
        memory: this.#memory,
        identity: this.#identity,
        changePerson: (why) => this.#changePerson(why),
        emit: (name, event) => this.#emitter.emit(name, event),
        requestClose: () => this.#setOpen(false, 'visitor'),
        requestOpen: () => this.#setOpen(true, 'call'),
        setUnread: (count) => this.#launcher?.setUnread(count),
        setCall: (call) => this.#launcher?.setCall(call),
      });
      for (const { action } of this.#waiting.splice(0)) action(this.#panel);
    } catch (error) {
      this.#giveUp('LOAD_FAILED', error);
    } finally {
      this.#launcher?.setBusy(false);
    }
  }

  /** What waited is dropped and said to be: a message that goes out ten minutes later would surprise more than it helps. */
  #giveUp(code: 'LOAD_FAILED' | 'CONSENT_REFUSED', error: unknown): void {
    if (this.#move('failed') === 'destroyed') return;
    this.#drop(error);
    this.#launcher?.setOpen(false);
    this.#launcher?.setFailed(code === 'LOAD_FAILED');
    if (this.#isOpen) this.#emitter.emit('closed', { by: 'site' });
    this.#isOpen = false;
    const message = error instanceof Error ? error.message : String(error);
    this.#emitter.emit('error', { code, message });
  }

  /** Back to the beginning. A new panel comes for who looks at it, and for whom the site has named: he may have answers. */
  #changePerson(why: PersonChange): void {
    if (this.#move('leave') === 'destroyed') return;
    this.#panel?.destroy();
    this.#panel = null;
    this.#memory.forget();
    this.#launcher?.setUnread(0);
    this.#launcher?.setCall('none');
    // What another tab has done stands: the words of two pages that take turns would never end.
    if (why !== 'identified') this.#identity = null;
    const isOpen = this.#isOpen;
    // As for a call: the focus stays where the page has it.
    if (isOpen || why === 'identified') this.#act((panel) => isOpen && panel.setOpen(true, 'call'));
  }

  #drop(error: unknown): void {
    for (const { onLost } of this.#waiting.splice(0)) onLost?.(error);
  }

  #setOpen(open: boolean, by: WidgetEvents['opened']['by']): void {
    if (this.#phase === 'destroyed' || this.#isOpen === open) return;
    this.#isOpen = open;
    this.#launcher?.setOpen(open);
    this.#act((panel) => panel.setOpen(open, by));
    if (open) this.#emitter.emit('opened', { by });
    else {
      this.#emitter.emit('closed', { by: by === 'call' ? 'site' : by });
      if (by === 'visitor') this.#launcher?.focus();
    }
  }

  #setHidden(hidden: boolean): void {
    this.#isHidden = hidden;
    this.#surface?.setHidden(hidden);
  }
}

/** The page comes first. Safari has no idle callbacks: a page that is loaded is idle enough. */
function whenIdle(action: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(action, { timeout: IDLE_TIMEOUT_MS });
  else setTimeout(action, 0);
}
