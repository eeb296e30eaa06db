import type { Call, CallSnapshot } from '@parley/client';
import { useState } from 'react';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { useHotkeys } from '../../../lib/hotkeys.ts';
import { hangUp, toggleMuted } from '../call-actions.ts';
import { strings } from '../strings.ts';
import { DeviceMenu } from './device-menu.tsx';

/** In a colleague's call: his voice to the one who asked him, and nothing at all of whoever listens. */
export function SideControls({ call, snapshot }: { call: Call; snapshot: CallSnapshot }) {
  const { muted } = snapshot;
  const [menu, setMenu] = useState(false);
  const listens = snapshot.call?.beside?.kind === 'listen';
  const mute = () => {
    if (!listens) toggleMuted(call);
  };
  useHotkeys({ m: mute, d: () => setMenu(true), X: () => hangUp(call) });
  return (
    <div className="call-controls" role="group" aria-label={strings.controls}>
      {!listens && (
        <IconButton
          icon={muted ? 'micOff' : 'mic'}
          shortcut="M"
          label={muted ? strings.unmute : strings.mute}
          data-on={muted || undefined}
          onClick={mute}
        />
      )}
      <DeviceMenu {...{ call, snapshot, listens }} open={menu} onOpenChange={setMenu} />
      <Button tone="stop" icon="hangup" aria-keyshortcuts="Shift+X" onClick={() => hangUp(call)}>
        {listens ? strings.stopListening : strings.hangUp}
      </Button>
    </div>
  );
}
