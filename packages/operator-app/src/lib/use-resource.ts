import { type DependencyList, useEffect, useState } from 'react';

/**
 * Something that must be closed: made after the first paint, closed when the screen goes or a
 * dependency changes. `null` until it is there, so nothing is ever opened by a render that React throws away.
 */
export function useResource<T>(open: () => T, close: (resource: T) => void, deps: DependencyList): T | null {
  const [held, setHeld] = useState<{ resource: T; deps: DependencyList } | null>(null);
  useEffect(() => {
    const resource = open();
    setHeld({ resource, deps });
    return () => close(resource);
  }, deps);
  // After a change of deps the old resource stays in state for one render: it is closed already, so it is not shown.
  const current = held !== null && held.deps.every((value, index) => Object.is(value, deps[index]));
  return current ? held.resource : null;
}
