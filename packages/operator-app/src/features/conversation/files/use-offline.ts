import { useClient } from '../../../lib/session.ts';
import { useStore } from '../../../lib/use-store.ts';

/** Uploads wait: the connection was there and is gone, or never came. */
export function useOffline(): boolean {
  const { state } = useStore(useClient().connection);
  return state === 'offline' || state === 'reconnecting';
}
