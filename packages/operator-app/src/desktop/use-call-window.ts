import { useEffect, useState } from 'react';
import { announce } from '../lib/announcer.ts';
import { useHost } from './host-context.ts';
import { strings } from './strings.ts';

const SIZE = { width: 360, height: 280 };

/** A small window above all others, for as long as the component lives. `toggle` is `null` where the host has none. */
export function useCallWindow(): { body: HTMLElement | null; toggle: (() => void) | null } {
  const { callWindow } = useHost();
  const [opened, setOpened] = useState<Window | null>(null);
  useEffect(() => {
    if (opened === null) return;
    const forget = () => setOpened(null);
    opened.addEventListener('pagehide', forget);
    return () => {
      opened.removeEventListener('pagehide', forget);
      opened.close();
    };
  }, [opened]);
  const toggle = () => {
    if (opened !== null) return setOpened(null);
    callWindow?.open(SIZE).then(setOpened, () => announce(strings.callWindowRefused, 'error'));
  };
  return { body: opened?.document.body ?? null, toggle: callWindow === null ? null : toggle };
}
