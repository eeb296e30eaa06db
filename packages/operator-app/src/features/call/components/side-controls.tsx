import type { Call, CallSnapshot } from '@parley/client';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { useCommands } from '../../../lib/commands/use-commands.ts';
import { hangUp, toggleMuted } from '../call-actions.ts';
import { heardCall } from '../heard-call.ts';
import { strings } from '../strings.ts';
import { DeviceMenu } from './device-menu.tsx';
import { MuteButton } from './mute-button.tsx';

/** In a colleague's call: his voice to the one who asked him, and nothing at all of whoever listens. */
export function SideControls({ call, snapshot }: { call: Call; snapshot: CallSnapshot }) {
  const [menu, setMenu] = useState(false);
  const listens = snapshot.call?.beside?.kind === 'listen';
  const heard = heardCall(call, null);
  useCommands({ mute: heard && (() => toggleMuted(heard)), devices: () => setMenu(true), hangUp: () => hangUp(call) });
  return (
    <div className="call-controls" role="group" aria-label={strings.controls}>
      {heard && <MuteButton call={heard} shortcut="M" />}
      <DeviceMenu {...{ call, snapshot, listens }} open={menu} onOpenChange={setMenu} />
      <Button tone="stop" icon="hangup" aria-keyshortcuts="Shift+X" onClick={() => hangUp(call)}>
        {listens ? strings.stopListening : strings.hangUp}
      </Button>
    </div>
  );
}
