import { openUrl, parseLink } from '../src/desktop/deep-link.ts';
import type { NoticeData, WorkerMessage } from '../src/desktop/web/worker-message.ts';

declare const self: ServiceWorkerGlobalScope;

/** Leads the page that was looked at last there, or opens one. */
export async function followNotice(notification: Notification): Promise<void> {
  notification.close();
  const data: NoticeData = notification.data;
  const link = parseLink(data.link) ?? ({ to: 'inbox' } as const);
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = windows.find(({ url }) => !new URL(url).pathname.startsWith('/demo'));
  if (page === undefined) return void (await self.clients.openWindow(openUrl(self.location.origin, link)));
  page.postMessage({ type: 'open', link: data.link } satisfies WorkerMessage);
  await page.focus();
}
