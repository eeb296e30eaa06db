/**
 * Names this tab to the server, over reloads: a call belongs to a device. The id is written down when the
 * page goes and taken away when the next one comes, so a tab duplicated in between gets one of its own.
 */
const KEY = 'parley.device';

/** Undefined without a secure context: there are no calls there, and the client makes an id itself. */
export function takeDeviceId(): string | undefined {
  if (!isSecureContext) return undefined;
  const id = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
  sessionStorage.removeItem(KEY);
  window.addEventListener('pagehide', () => sessionStorage.setItem(KEY, id));
  // Back from the back-forward cache.
  window.addEventListener('pageshow', () => sessionStorage.removeItem(KEY));
  return id;
}
