import { useCallback, useSyncExternalStore } from 'react';
import type { DesktopHost } from '../desktop/desktop-host.ts';
import { useHost } from '../desktop/host-context.ts';

/**
 * Is a person looking at this page: visible, the window in front, and, where the host can tell, somebody at the device? Read
 * receipts depend on it.
 */
export const hasAttention = ({ idle }: DesktopHost): boolean =>
  document.visibilityState === 'visible' && document.hasFocus() && (idle?.state.getSnapshot() ?? 'active') === 'active';

export function usePageAttention(): boolean {
  const host = useHost();
  const subscribe = useCallback(
    (listener: () => void) => {
      window.addEventListener('focus', listener);
      window.addEventListener('blur', listener);
      document.addEventListener('visibilitychange', listener);
      const stopIdle = host.idle?.state.subscribe(listener);
      return () => {
        window.removeEventListener('focus', listener);
        window.removeEventListener('blur', listener);
        document.removeEventListener('visibilitychange', listener);
        stopIdle?.();
      };
    },
    [host],
  );
  return useSyncExternalStore(subscribe, () => hasAttention(host));
}
