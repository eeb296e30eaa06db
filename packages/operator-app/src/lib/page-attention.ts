import { useSyncExternalStore } from 'react';

/** Is a person looking at this page: visible, and the window in front? Read receipts depend on it. */
const hasAttention = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

function subscribe(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
    document.removeEventListener('visibilitychange', listener);
  };
}

export const usePageAttention = (): boolean => useSyncExternalStore(subscribe, hasAttention);
