import { type DeepLink, linkOfAddress, parseLink } from '../deep-link.ts';
import type { WorkerMessage } from './worker-message.ts';

/** Chromium's, which TypeScript does not know. */
declare global {
  var launchQueue: { setConsumer(consumer: (launch: { targetURL?: string }) => void): void } | undefined;
}

/** The address that the system has launched this page for last: it hands that over once more when the page is loaded anew. */
const LAUNCHED_KEY = 'parley.launched';

/**
 * Links that reach this page: in its own address when it was opened for one, from the system when it was open already,
 * from the worker when a notification was clicked.
 */
export function watchForLinks(follow: (link: DeepLink) => void): void {
  const own = new URL(location.href);
  const asked = linkOfAddress(own);
  let handled = asked !== null ? own.href : isReload() ? sessionStorage.getItem(LAUNCHED_KEY) : null;
  if (asked !== null) {
    sessionStorage.setItem(LAUNCHED_KEY, own.href);
    // Whoever reloads must not be sent there again.
    history.replaceState(history.state, '', '/');
    follow(asked);
  }
  globalThis.launchQueue?.setConsumer(({ targetURL }) => {
    const again = targetURL === handled;
    // A later launch for the same is another click of the person's.
    handled = null;
    if (targetURL === undefined || again) return;
    sessionStorage.setItem(LAUNCHED_KEY, targetURL);
    const link = linkOfAddress(new URL(targetURL));
    if (link !== null) follow(link);
  });
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => {
    const link = data.type === 'open' ? parseLink(data.link) : null;
    if (link !== null) follow(link);
  });
  navigator.serviceWorker.startMessages();
}

const isReload = (): boolean =>
  performance
    .getEntriesByType('navigation')
    .some((entry) => entry instanceof PerformanceNavigationTiming && entry.type === 'reload');
