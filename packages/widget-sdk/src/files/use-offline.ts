import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';

/** Uploads wait: the connection was there and is gone, or never came. */
export function useOffline(): boolean {
  const { state } = useStore(usePanel().connection);
  return state === 'offline' || state === 'reconnecting';
}
