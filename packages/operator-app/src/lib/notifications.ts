import { useState } from 'react';

export type NotificationPermissionState = NotificationPermission | 'unsupported';

const permission = (): NotificationPermissionState =>
  'Notification' in globalThis ? Notification.permission : 'unsupported';

/** Asked only from a button that the person pressed; browsers punish pages that ask on load. */
export function useNotificationPermission(): { state: NotificationPermissionState; ask: () => Promise<void> } {
  const [state, setState] = useState(permission);
  const ask = async () => setState(await Notification.requestPermission());
  return { state, ask };
}

/** Shows a system notification if that is allowed. Returns how to take it back. */
export function notify(options: { title: string; body: string; tag: string; onClick: () => void }): () => void {
  if (permission() !== 'granted') return () => undefined;
  const { title, body, tag, onClick } = options;
  const notification = new Notification(title, { body, tag, icon: '/parley.svg', requireInteraction: true });
  notification.onclick = () => {
    window.focus();
    onClick();
    notification.close();
  };
  return () => notification.close();
}
