import type { Call } from '@parley/client';
import { useHotkeys } from '../../lib/hotkeys.ts';
import { hangUp, isSpoken, toggleCamera, toggleHeld, toggleMuted, toggleScreen } from './call-actions.ts';

export type CallMenu = 'transfer' | 'devices';

interface Surface {
  /** The call in which we are heard. */
  heard: Call;
  openMenu: (menu: CallMenu) => void;
  mayTransfer: boolean;
  mayHold: boolean;
  toggleFullScreen: (() => void) | null;
}

/** The keys of a call in hand. Hanging up takes Shift as well: a slip of the finger must not end a call. */
export function useCallKeys(call: Call, { heard, openMenu, mayTransfer, mayHold, toggleFullScreen }: Surface): void {
  useHotkeys({
    m: () => toggleMuted(heard),
    v: () => toggleCamera(call),
    d: () => openMenu('devices'),
    s: () => isSpoken(call) && toggleScreen(call),
    h: () => mayHold && toggleHeld(call),
    t: () => isSpoken(call) && mayTransfer && openMenu('transfer'),
    f: () => toggleFullScreen?.(),
    X: () => hangUp(call),
  });
}
