import type { BrowserContext, Page } from 'playwright-core';
import type { ShownNotice } from './host-contract.ts';

/**
 * In the page, before its own code. Chromium forgets a notification that is on its way to the screen while another look-up is
 * under way; the host takes turns, and a test that looks has to as well.
 */
export function lookInTurn(): void {
  const { prototype } = ServiceWorkerRegistration;
  for (const name of ['showNotification', 'getNotifications']) {
    const original = Reflect.get(prototype, name);
    Reflect.set(prototype, name, function inTurn(this: unknown, ...args: unknown[]) {
      return navigator.locks.request('notices', () => Reflect.apply(original, this, args));
    });
  }
}

/** What a page has on the system's screen, by its service worker. */
export function noticesOf(page: Page): Promise<ShownNotice[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const shown = await registration.getNotifications();
    return shown.map(({ tag, title, body }) => ({ tag, title, body }));
  });
}

/** No test can press on the system's screen: the worker hears what it would hear from it. */
export async function clickNotice(context: BrowserContext, tag: string): Promise<void> {
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error('there is no service worker');
  await worker.evaluate(async (wanted) => {
    const registration: ServiceWorkerRegistration = Reflect.get(globalThis, 'registration');
    const [notification] = await registration.getNotifications({ tag: wanted });
    const Made: new (type: string, init: object) => Event = Reflect.get(globalThis, 'NotificationEvent');
    globalThis.dispatchEvent(new Made('notificationclick', { notification }));
  }, tag);
}
