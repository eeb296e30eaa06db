import { useEffect, useSyncExternalStore } from 'react';

/**
 * The whole page goes full screen, and whoever asked lays itself over it: menus, dialogs and toasts stand at the end
 * of the page and would not be seen over an element that is full screen alone.
 */
export function useFullScreen(): { on: boolean; toggle: (() => void) | null } {
  const on = useSyncExternalStore(subscribe, () => document.fullscreenElement === document.documentElement);
  useEffect(() => leave, []);
  return { on, toggle: document.fullscreenEnabled ? toggle : null };
}

function subscribe(listener: () => void): () => void {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
}

function toggle(): void {
  if (document.fullscreenElement) return leave();
  // Refused without a click or a key just before; then nothing changes, and the button says so by staying.
  document.documentElement.requestFullscreen().catch(() => undefined);
}

function leave(): void {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
}
