import type { Call, CallSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import { Icon, type IconName } from '../panel/icons.tsx';
import { usePanel } from '../panel/panel-context.ts';
import type { Calls } from '../session/calls.ts';

interface Props {
  call: Call;
  calls: Calls;
  snapshot: CallSnapshot;
}

export function CallControls(props: Props): JSX.Element {
  if (props.snapshot.phase === 'incoming') return <Incoming {...props} />;
  return props.snapshot.phase === 'ended' ? <Ended {...props} /> : <Running {...props} />;
}

/** Nothing is asked of the browser before one of these is pressed. */
function Incoming({ call, calls, snapshot }: Props): JSX.Element {
  const { words } = usePanel();
  return (
    <div class="controls">
      <Control
        icon="hangUp"
        look="stop"
        label={words.call.decline}
        onPress={() => call.decline('everyone')}
        calls={calls}
      />
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

function Running({ call, calls, snapshot }: Props): JSX.Element {
  const { words } = usePanel();
  const { muted, camera, phase } = snapshot;
  const talking = phase === 'active' || phase === 'reconnecting';
  return (
    <div class="controls">
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
        />
      )}
      <Control
        icon="hangUp"
        look="stop"
        label={talking ? words.call.hangUp : words.call.cancel}
        onPress={() => call.hangUp()}
        calls={calls}
      />
    </div>
  );
}

function Ended({ calls, snapshot }: Props): JSX.Element {
  const { words } = usePanel();
  return (
    <div class="controls ended">
      {snapshot.endReason !== 'answered_elsewhere' && (
        <button type="button" class="pill" onClick={() => void calls.start(snapshot.media)}>
          {words.call.again}
        </button>
      )}
      <button type="button" class="pill quiet" onClick={() => calls.dismiss()}>
        {words.call.done}
      </button>
    </div>
  );
}

interface ControlProps {
  icon: IconName;
  look: 'plain' | 'off' | 'stop' | 'go';
  label: string;
  onPress: () => void | Promise<void>;
  calls: Calls;
}

function Control({ icon, look, label, onPress, calls }: ControlProps): JSX.Element {
  return (
    <button type="button" class={`control ${look}`} onClick={() => void calls.perform(onPress)}>
      <span class="disc">
        <Icon name={icon} />
      </span>
      <span class="label">{label}</span>
    </button>
  );
}
