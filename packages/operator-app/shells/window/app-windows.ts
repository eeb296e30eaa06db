import { type DeepLink, openUrl } from '../../src/desktop/deep-link.ts';
import type { Capability } from '../../src/desktop/desktop-host.ts';
import { readRequest, type ShellEvent, type ShellRequest } from '../../src/desktop/shell/shell-contract.ts';
import { Failure } from '../common/failure.ts';
import { addressForOutside } from '../common/open-outside.ts';
import { BINDING, installBridge } from './install-bridge.ts';
import { type CdpEvent, type Pipe, Refused } from './pipe.ts';

/** What this shell adds to a page's own means. Badge and notifications are the installed app's. */
const CAPABILITIES: readonly Capability[] = ['attention', 'autostart', 'servers', 'quit'];

/** What a page of ours may have without being asked again: as the protocol calls it to give it, and to take it back. */
const PERMISSIONS = {
  notifications: 'notifications',
  audioCapture: 'microphone',
  videoCapture: 'camera',
  idleDetection: 'idle-detection',
};

/** One window of the app, by the session in which we speak to it. */
export interface AppWindow {
  origin: string;
  tell(event: ShellEvent): void;
  toFront(): Promise<void>;
  close(): void;
}

interface Events {
  onRequest(request: ShellRequest, from: AppWindow): void;
  /** A page elsewhere wants to open: for the person's own browser, not for ours. */
  onOutside(address: string): void;
  /** The last window is closed. */
  onEmpty(): void;
}

/** Opens servers as installed apps, and is the other end of their bridges. */
export class AppWindows {
  readonly #pipe: Pipe;
  readonly #events: Events;
  /** By session. */
  readonly #pages = new Map<string, { targetId: string; contexts: Map<number, string> }>();
  readonly #origins = new Set<string>();

  constructor(pipe: Pipe, events: Events) {
    this.#pipe = pipe;
    this.#events = events;
    pipe.on((event) => this.#take(event));
  }

  async start(): Promise<void> {
    await this.#pipe.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  }

  /** Shows this server in a window of its own; one that is open is led to the link. */
  async open(origin: string, link: DeepLink | null): Promise<void> {
    const manifestId = `${origin}/`;
    if (!this.#origins.has(origin)) await this.#install(origin, manifestId);
    await this.#pipe.send('PWA.launch', { manifestId, ...(link === null ? {} : { url: openUrl(origin, link) }) });
    await Promise.all(this.all.filter((window) => window.origin === origin).map((window) => window.toFront()));
  }

  /** Its windows close, and what it was given is taken back. */
  async forget(origin: string): Promise<void> {
    const windows = this.all.filter((window) => window.origin === origin);
    if (!this.#origins.delete(origin)) return;
    for (const window of windows) window.close();
    for (const name of Object.values(PERMISSIONS)) {
      await this.#pipe.send('Browser.setPermission', { origin, permission: { name }, setting: 'prompt' });
    }
  }

  get all(): AppWindow[] {
    return [...this.#pages].flatMap(([session, { contexts }]) => {
      const origin = [...contexts.values()].find((known) => this.#origins.has(known));
      return origin === undefined ? [] : [this.#windowOf(session, origin)];
    });
  }

  /** It is one of ours, and is given what it needs, once it is installed: a site that refuses that is a stranger's. */
  async #install(origin: string, manifestId: string): Promise<void> {
    try {
      await this.#pipe.send('PWA.getOsAppState', { manifestId });
    } catch {
      // Not installed yet.
      await this.#pipe.send('PWA.install', { manifestId, installUrlOrBundleUrl: manifestId }).catch(explain);
    }
    await this.#pipe.send('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
    await this.#pipe.send('Browser.grantPermissions', { origin, permissions: Object.keys(PERMISSIONS) });
    this.#origins.add(origin);
  }

  #take({ method, sessionId, params }: CdpEvent): void {
    const page = sessionId === undefined ? undefined : this.#pages.get(sessionId);
    if (method === 'Target.attachedToTarget') return this.#attached(params);
    if (method === 'Target.detachedFromTarget') return this.#detached(params.sessionId);
    if (method === 'Runtime.executionContextsCleared') return page?.contexts.clear();
    if (method === 'Fetch.requestPaused' && sessionId !== undefined) return this.#judge(sessionId, params);
    const { context, executionContextId = -1 } = params;
    if (method === 'Runtime.executionContextCreated' && context) {
      // A frame in the page has an id that is not the page's own.
      const isPage = context.auxData?.isDefault === true && context.auxData.frameId === page?.targetId;
      if (isPage) page?.contexts.set(context.id, context.origin);
    }
    if (method === 'Runtime.bindingCalled' && sessionId !== undefined && params.name === BINDING) {
      const origin = page?.contexts.get(executionContextId);
      if (origin !== undefined && this.#origins.has(origin))
        this.#hear(params.payload ?? '', this.#windowOf(sessionId, origin));
    }
  }

  #attached({ sessionId, targetInfo }: CdpEvent['params']): void {
    if (sessionId === undefined || targetInfo === undefined) return;
    const { type, targetId, url } = targetInfo;
    if (type === 'page') {
      // Opened by a page: where it leads is known when it asks for it.
      if (url === '') this.#say('Fetch.enable', { patterns: [{ resourceType: 'Document' }] }, sessionId);
      this.#pages.set(sessionId, { targetId, contexts: new Map() });
      const words = [[...this.#origins], CAPABILITIES, BINDING].map((word) => JSON.stringify(word)).join(', ');
      this.#say('Page.enable', {}, sessionId);
      this.#say('Runtime.addBinding', { name: BINDING }, sessionId);
      const source = `(${installBridge.toString()})(${words})`;
      this.#say('Page.addScriptToEvaluateOnNewDocument', { source, runImmediately: true }, sessionId);
      this.#say('Runtime.enable', {}, sessionId);
    }
    this.#say('Runtime.runIfWaitingForDebugger', {}, sessionId);
  }

  /** A page of ours goes on; one of somebody else is not even asked for here. */
  #judge(sessionId: string, { requestId, request }: CdpEvent['params']): void {
    const url = request?.url ?? '';
    if (this.#origins.has(URL.parse(url)?.origin ?? ''))
      return this.#say('Fetch.continueRequest', { requestId }, sessionId);
    this.#say('Target.closeTarget', { targetId: this.#pages.get(sessionId)?.targetId });
    const outside = addressForOutside(url);
    if (outside !== null) this.#events.onOutside(outside);
  }

  #detached(sessionId: string | undefined): void {
    if (sessionId === undefined || !this.#pages.delete(sessionId)) return;
    if (this.#pages.size === 0) this.#events.onEmpty();
  }

  #hear(payload: string, from: AppWindow): void {
    const request = readRequest(parse(payload));
    if (request !== null) this.#events.onRequest(request, from);
  }

  #windowOf(sessionId: string, origin: string): AppWindow {
    return {
      origin,
      tell: (event) =>
        this.#say('Runtime.evaluate', { expression: `parleyShell.deliver(${JSON.stringify(event)})` }, sessionId),
      toFront: async () => {
        const targetId = this.#pages.get(sessionId)?.targetId;
        const { windowId, bounds } = await this.#pipe.send('Browser.getWindowForTarget', { targetId });
        if (bounds?.windowState === 'minimized') {
          await this.#pipe.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } });
        }
        await this.#pipe.send('Page.bringToFront', {}, sessionId);
      },
      close: () => this.#say('Target.closeTarget', { targetId: this.#pages.get(sessionId)?.targetId }),
    };
  }

  /** For what needs no answer. A page that has gone meanwhile refuses, and nobody is there to be told. */
  #say(method: string, params: object, sessionId?: string): void {
    this.#pipe.send(method, params, sessionId).catch(() => undefined);
  }
}

function explain(cause: unknown): never {
  if (!(cause instanceof Refused)) throw cause;
  throw new Failure(`The browser could not install the app (${cause.message}). It may be too old for that.`);
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}
