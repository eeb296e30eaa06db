import './call-window.css';
import type { Call, CallSnapshot } from '@parley/client';
import { createPortal } from 'react-dom';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { strings as desktopStrings } from '../../../desktop/strings.ts';
import { useCallWindow } from '../../../desktop/use-call-window.ts';
import { useStore } from '../../../lib/use-store.ts';
import type { BesideDesk } from '../beside-desk.ts';
import { hangUp } from '../call-actions.ts';
import { heardCall } from '../heard-call.ts';
import type { Pictures } from '../pictures-of.ts';
import { strings } from '../strings.ts';
import { CallStatus } from './call-status.tsx';
import { MuteButton } from './mute-button.tsx';
import { StreamVideo } from './stream-media.tsx';

interface CallWindowProps {
  call: Call;
  snapshot: CallSnapshot;
  /** What is beside it. */
  beside: BesideDesk;
  pictures: Pictures;
  name: string;
  meId: string;
}

/** The call in hand, small and above all other programs: who it is, how it stands, mute and hang up. The sound stays here. */
export function CallWindow(props: CallWindowProps) {
  const { body, toggle } = useCallWindow();
  if (toggle === null) return null;
  return (
    <>
      <IconButton
        icon="corner"
        label={body ? desktopStrings.callWindowOff : desktopStrings.callWindow}
        onClick={toggle}
      />
      {body && createPortal(<SmallCall {...props} />, body)}
    </>
  );
}

function SmallCall({ call, snapshot, beside, pictures, name, meId }: CallWindowProps) {
  const { remote } = snapshot;
  const heard = heardCall(call, useStore(beside));
  return (
    <main className="call-window" aria-label={strings.call(name)}>
      {pictures.there ? (
        <StreamVideo stream={pictures.there} label={(remote.screen ? strings.peerScreen : strings.peerVideo)(name)} />
      ) : (
        <strong className="call-window-who truncate" dir="auto">
          {name}
        </strong>
      )}
      <CallStatus snapshot={snapshot} meId={meId} />
      <div className="call-controls" role="group" aria-label={strings.controls}>
        {heard && <MuteButton call={heard} />}
        <Button tone="stop" icon="hangup" onClick={() => hangUp(call)}>
          {strings.hangUp}
        </Button>
      </div>
    </main>
  );
}
