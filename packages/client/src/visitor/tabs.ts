/** How the tabs of one browser tell each other that the person is another one; what is so stands in their storage. */
export type TabWord = 'changed' | 'loggedOut';

export interface Tabs {
  tell(word: TabWord): void;
  onTold(listener: (word: TabWord) => void): void;
  close(): void;
}

/** Where there are no channels, a tab finds out when it is looked at, or when the server closes its socket. */
export function browserTabs(name: string): Tabs {
  if (typeof BroadcastChannel === 'undefined') return noTabs;
  const channel = new BroadcastChannel(name);
  return {
    tell: (word) => channel.postMessage(word),
    onTold: (listener) => {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data === 'changed' || data === 'loggedOut') listener(data);
      };
    },
    close: () => channel.close(),
  };
}

export const noTabs: Tabs = { tell: () => undefined, onTold: () => undefined, close: () => undefined };
