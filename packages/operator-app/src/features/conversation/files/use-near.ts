import { type RefObject, useEffect, useState } from 'react';

/** About one screen of the chat ahead. */
const MARGIN = '600px';

/** Is it on the screen, or soon? What is far up the thread, or in a closed panel, asks the server for nothing. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: MARGIN,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return near;
}
