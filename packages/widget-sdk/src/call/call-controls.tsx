import type { Call, CallSnapshot } from '@parley/client';
import type { JSX, RefObject } from 'preact';
import { CallIcon } from './call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';
import type { Calls } from '../session/calls.ts';
import { Control } from './control.tsx';
import { EndedControls } from './ended-controls.tsx';

interface Props {
  call: Call;
  calls: Calls;
  snapshot: CallSnapshot;
  more: MoreButtonProps;
}

interface MoreButtonProps {
  button: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onToggle: () => void;
}

export function CallControls(props: Props): JSX.Element {
  if (props.snapshot.phase === 'incoming') return <Incoming {...props} />;
  return props.snapshot.phase === 'ended' ? <EndedControls {...props} /> : <Running {...props} />;
}

/** Nothing is asked of the browser before one of these is pressed. */
function Incoming({ call, calls, snapshot }: Props): JSX.Element {
  const { words } = usePanel();
  const decline = () => call.decline('everyone');
  return (
    <div class="controls">
      <Control icon="hangUp" look="stop" label={words.call.decline} onPress={decline} calls={calls} />
      {snapshot.media === 'video' && (
        <Control
          icon="video"
          look="go"
          label={words.call.acceptVideo}
          onPress={() => call.accept('video')}
          calls={calls}
        />
      )}
      <Control icon="phone" look="go" label={words.call.accept} onPress={() => call.accept('audio')} calls={calls} />
    </div>
  );
}

/** The first row stays calm: everything else is behind "more". On hold there is one way on, and it is the first. */
function Running({ call, calls, snapshot, more }: Props): JSX.Element {
  const { words } = usePanel();
  const talking = snapshot.phase === 'active' || snapshot.phase === 'reconnecting';
  return (
    <div class="controls">
      {snapshot.held ? (
        <Control icon="play" look="go" label={words.call.resume} onPress={() => call.setHeld(false)} calls={calls} />
      ) : (
        <Senders call={call} calls={calls} snapshot={snapshot} talking={talking} />
      )}
      <Control
        icon="hangUp"
        look="stop"
        label={talking ? words.call.hangUp : words.call.cancel}
        onPress={() => call.hangUp()}
        calls={calls}
      />
      {talking && <MoreButton {...more} />}
    </div>
  );
}

function Senders({ call, calls, snapshot, talking }: Omit<Props, 'more'> & { talking: boolean }): JSX.Element {
  const { words } = usePanel();
  const { muted, camera } = snapshot;
  return (
    <>
      <Control
        icon={muted ? 'micOff' : 'mic'}
        look={muted ? 'off' : 'plain'}
        label={muted ? words.call.unmute : words.call.mute}
        onPress={() => call.setMuted(!muted)}
        calls={calls}
      />
      {talking && (
        <Control
          icon={camera ? 'video' : 'videoOff'}
          look="plain"
          label={camera ? words.call.cameraOff : words.call.cameraOn}
          onPress={() => call.setCamera(!camera)}
          calls={calls}
          extra
        />
      )}
    </>
  );
}

function MoreButton({ button, open, onToggle }: MoreButtonProps): JSX.Element {
  const { words } = usePanel();
  return (
    <button
      ref={button}
      type="button"
      class="control plain extra"
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={onToggle}
    >
      <span class="disc">
        <CallIcon name="more" />
      </span>
      <span class="label">{words.call.more}</span>
    </button>
  );
}
