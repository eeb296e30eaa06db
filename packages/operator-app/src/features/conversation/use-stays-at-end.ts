import { type RefObject, useEffect } from 'react';

/** The field below takes room from the thread as it grows: whoever reads the newest goes on reading it. */
export function useStaysAtEnd(box: RefObject<HTMLElement | null>, nearEnd: number, toEnd: () => void): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let atEnd = true;
    const look = () => {
      atEnd = element.scrollHeight - element.clientHeight - element.scrollTop < nearEnd;
    };
    const observer = new ResizeObserver(() => {
      if (atEnd) toEnd();
    });
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [box, nearEnd, toEnd]);
}
