import type { Call, CallSnapshot } from '@parley/client';
import { useState } from 'react';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { useStore } from '../../../lib/use-store.ts';
import type { BesideDesk } from '../beside-desk.ts';
import { isSpoken, hangUp, toggleCamera, toggleHeld, toggleScreen } from '../call-actions.ts';
import { heardCall } from '../heard-call.ts';
import { strings } from '../strings.ts';
import { type CallMenu, useCallKeys } from '../use-call-keys.ts';
import { DeviceMenu } from './device-menu.tsx';
import { MuteButton } from './mute-button.tsx';
import { TransferMenu } from './transfer-menu.tsx';

interface CallControlsProps {
  call: Call;
  snapshot: CallSnapshot;
  beside: BesideDesk;
  projectId: string | null;
  meId: string;
  /** `null` where there is nothing to see, or no full screen. */
  toggleFullScreen: (() => void) | null;
}

export function CallControls({ call, snapshot, beside, projectId, meId, toggleFullScreen }: CallControlsProps) {
  const { camera, screen, held, phase } = snapshot;
  const other = useStore(beside);
  const heard = heardCall(call, other) ?? call;
  const [menu, setMenu] = useState<CallMenu | null>(null);
  const spoken = isSpoken(call);
  const mayTransfer = projectId !== null && !snapshot.call?.transfer && other === null;
  const mayHold = spoken && heard === call;
  useCallKeys(call, { heard, openMenu: setMenu, mayTransfer, mayHold, toggleFullScreen });
  const menuProps = (which: CallMenu) => ({
    open: menu === which,
    onOpenChange: (open: boolean) => setMenu(open ? which : null),
  });
  return (
    <div className="call-controls" role="group" aria-label={strings.controls}>
      <MuteButton call={heard} shortcut="M" />
      <IconButton
        icon={camera ? 'camera' : 'cameraOff'}
        shortcut="V"
        label={camera ? strings.cameraOff : strings.cameraOn}
        data-on={camera || undefined}
        onClick={() => toggleCamera(call)}
      />
      <IconButton
        icon={screen ? 'screenOff' : 'screen'}
        shortcut="S"
        label={screen ? strings.screenOff : strings.screenOn}
        data-on={screen || undefined}
        disabled={!spoken}
        onClick={() => toggleScreen(call)}
      />
      <IconButton
        icon={held ? 'resume' : 'hold'}
        shortcut="H"
        label={held ? strings.unhold : strings.hold}
        data-on={held || undefined}
        disabled={!mayHold}
        onClick={() => toggleHeld(call)}
      />
      {projectId !== null && (
        <TransferMenu
          {...{ call, beside, projectId, meId, ...menuProps('transfer') }}
          disabled={!spoken || !mayTransfer}
        />
      )}
      <DeviceMenu {...{ call, snapshot, ...menuProps('devices') }} other={heard === call ? undefined : heard} />
      <Button tone="stop" icon="hangup" aria-keyshortcuts="Shift+X" onClick={() => hangUp(call)}>
        {phase === 'preparing' || phase === 'calling' || phase === 'ringing' ? strings.cancel : strings.hangUp}
      </Button>
    </div>
  );
}
