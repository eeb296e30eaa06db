import { useEffect, useState } from 'react';

/**
 * Something that must be closed: made after the first paint, closed when the screen goes or `open` changes
 * (wrap it in `useCallback`). `null` until it is there, so nothing is ever opened by a render that React throws away.
 */
export function useResource<T extends { close(): void }>(open: () => T): T | null {
  const [held, setHeld] = useState<{ resource: T; open: () => T } | null>(null);
  useEffect(() => {
    const resource = open();
    setHeld({ resource, open });
    return () => resource.close();
  }, [open]);
  // When `open` changes, the old resource stays in state for one render: it is closed already, so it is not shown.
  return held?.open === open ? held.resource : null;
}
