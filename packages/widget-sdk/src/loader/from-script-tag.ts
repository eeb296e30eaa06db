import type { Widget, WidgetOptions } from '../types.ts';

type CreateWidget = (options: WidgetOptions) => Widget;
/** `['open']`, `['on', 'message', listener]` … pushed by the site before this script had arrived. */
type QueuedCall = [method: string, ...args: unknown[]];
type ParleyGlobal = (Widget & { createWidget: CreateWidget }) | { createWidget: CreateWidget };

declare global {
  interface Window {
    /** The widget; before the script has arrived, an array of calls that wait for it. */
    Parley?: ParleyGlobal | QueuedCall[];
  }
}

export function startFromScriptTag(
  page: Window,
  script: HTMLScriptElement,
  server: string,
  createWidget: CreateWidget,
): void {
  const queued = page.Parley;
  const options = readOptions(page, script, server);
  if (options === null) {
    reportError(new TypeError('Parley: the script tag needs data-project-key="pk_…"'));
    page.Parley = { createWidget } satisfies ParleyGlobal;
    return;
  }
  const widget = createWidget(options);
  const parley = Object.assign(widget, { createWidget });
  page.Parley = parley;
  if (Array.isArray(queued)) for (const call of queued.filter(isCall)) replay(parley, call);
}

function readOptions(page: Window, script: HTMLScriptElement, server: string): WidgetOptions | null {
  const { projectKey, locale, theme, color, position, zIndex, launcher, consent } = script.dataset;
  if (!projectKey) return null;
  return {
    serverUrl: server,
    projectKey,
    launcher: launcher !== 'none',
    ...(locale && { locale }),
    ...((theme === 'light' || theme === 'dark') && { theme }),
    ...(color && { color }),
    ...(position === 'start' && { position }),
    ...(zIndex && { zIndex: Number(zIndex) }),
    ...(script.nonce && { nonce: script.nonce }),
    ...(consent && { consent: () => askPage(page, consent) }),
  };
}

/** The page's own function of this name; one that is not there has consented to nothing. */
async function askPage(page: Window, name: string): Promise<boolean> {
  const ask: unknown = Reflect.get(page, name);
  return typeof ask === 'function' && (await Reflect.apply(ask, page, [])) === true;
}

function isCall(value: unknown): value is QueuedCall {
  return Array.isArray(value) && typeof value[0] === 'string';
}

function replay(parley: object, [method, ...args]: QueuedCall): void {
  const target: unknown = Reflect.get(parley, method);
  if (typeof target !== 'function') return reportError(new TypeError(`Parley: there is no method "${method}"`));
  Reflect.apply(target, parley, args);
}
