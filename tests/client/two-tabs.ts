import type { Tabs } from '@parley/client';

/** Two tabs of one browser: what is told in one is heard in the other. */
export function twoTabs(): [Tabs, Tabs] {
  const heard: ((word: 'changed' | 'loggedOut') => void)[] = [];
  const tab = (own: number): Tabs => ({
    tell: (word) => heard.forEach((listener, index) => index !== own && listener(word)),
    onTold: (listener) => void (heard[own] = listener),
    close: () => void (heard[own] = () => undefined),
  });
  return [tab(0), tab(1)];
}
