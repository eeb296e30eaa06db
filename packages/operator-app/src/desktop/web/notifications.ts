import { createValueStore } from '../../lib/value-store.ts';
import { type DeepLink, formatLink } from '../deep-link.ts';
import type { Notice, Notifications, NotificationState } from '../desktop-host.ts';
import type { NoticeData } from './worker-message.ts';

const ICON = '/icons/parley-192.png';

const read = (): NotificationState => ('Notification' in globalThis ? Notification.permission : 'unsupported');

/**
 * Through the service worker where there is one: its notifications are found again after a reload, and a click opens the
 * app when no page is left. Otherwise the page's own.
 */
export function createWebNotifications(
  worker: Promise<ServiceWorkerRegistration | null>,
  follow: (link: DeepLink) => void,
): Notifications {
  const permission = createValueStore(read());
  const inTurn = createTurns();
  const present = async (notice: Notice): Promise<() => void> => {
    const { title, tag } = notice;
    const data: NoticeData = { link: formatLink(notice.link) };
    const options = { body: notice.body, tag, icon: ICON, requireInteraction: notice.lasting, data };
    const registration = await worker;
    if (registration?.active) {
      await inTurn(() => registration.showNotification(title, options));
      return () => void inTurn(() => closeAll(registration, tag));
    }
    const notification = new Notification(title, options);
    notification.onclick = () => {
      follow(notice.link);
      notification.close();
    };
    return () => notification.close();
  };
  return {
    permission,
    async ask() {
      permission.set(await Notification.requestPermission());
    },
    show(notice) {
      if (read() !== 'granted') return () => undefined;
      // Refused while it was on its way, or by a system without notifications: the page itself says the same.
      const shown = present(notice).catch(() => () => undefined);
      return () => void shown.then((close) => close());
    },
  };
}

/**
 * One after the other: Chromium forgets a notification that is on its way to the screen while another one is looked up, and
 * then it could not be taken back.
 */
function createTurns(): (act: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (act) => {
    const done = last.then(act);
    last = done.catch(() => undefined);
    return done;
  };
}

async function closeAll(registration: ServiceWorkerRegistration, tag: string): Promise<void> {
  for (const notification of await registration.getNotifications({ tag })) notification.close();
}
