import type { Call } from '@parley/client';
import { useCommands } from '../../lib/commands/use-commands.ts';
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
  const spoken = isSpoken(call);
  useCommands({
    mute: () => toggleMuted(heard),
    camera: () => toggleCamera(call),
    devices: () => openMenu('devices'),
    screen: spoken && (() => toggleScreen(call)),
    hold: mayHold && (() => toggleHeld(call)),
    transfer: spoken && mayTransfer && (() => openMenu('transfer')),
    fullScreen: toggleFullScreen,
    hangUp: () => hangUp(call),
  });
}
