import './call-check.css';
import type { CallCheck } from '@parley/client';
import { Button } from '../../../components/ui/button.tsx';
import { canChooseSpeaker, chosenDevices, useMediaDevices } from '../../../lib/media-devices.ts';
import { useStore } from '../../../lib/use-store.ts';
import { checkStrings as strings } from '../check-strings.ts';
import { playTestSound } from '../test-sound.ts';
import { CheckFinding } from './check-finding.tsx';
import { DeviceSelect } from './device-select.tsx';
import { LevelMeter } from './level-meter.tsx';
import { StreamVideo } from './stream-media.tsx';

/** What the check has found so far, each part with its device beside it. */
export function CallCheckView({ check }: { check: CallCheck }) {
  const { microphone, camera, network, level, stream } = useStore(check);
  const devices = useMediaDevices(stream);
  const chosen = {
    microphone: useStore(chosenDevices.microphone),
    camera: useStore(chosenDevices.camera),
    speaker: useStore(chosenDevices.speaker),
  };
  const done = microphone !== null && camera !== null && network !== null;
  return (
    <div className="call-check">
      <section>
        <DeviceSelect
          kind="microphone"
          devices={devices.microphone}
          value={chosen.microphone}
          onChoose={chosenDevices.microphone.set}
        />
        <CheckFinding ok={microphone === 'ok'} finding={microphone && strings.microphone[microphone]} />
        {microphone === 'ok' && <LevelMeter level={level} />}
      </section>
      <section>
        <DeviceSelect
          kind="camera"
          devices={devices.camera}
          value={chosen.camera}
          onChoose={chosenDevices.camera.set}
        />
        <CheckFinding ok={camera === 'ok'} finding={camera && strings.camera[camera]} />
        {camera === 'ok' && stream && (
          <StreamVideo className="call-check-picture" stream={stream} mirrored label={strings.picture} />
        )}
      </section>
      <section>
        {canChooseSpeaker() && (
          <DeviceSelect
            kind="speaker"
            devices={devices.speaker}
            value={chosen.speaker}
            onChoose={(id) => chosenDevices.speaker.set(id || null)}
          />
        )}
        <Button icon="speaker" title={strings.speakerHint} onClick={() => playTestSound(chosen.speaker)}>
          {strings.testSound}
        </Button>
      </section>
      <section>
        <h3>{strings.network}</h3>
        <CheckFinding ok={network === 'ok'} finding={network && strings.networkFinding[network]} />
      </section>
      <Button tone="primary" busy={!done} onClick={() => check.again()}>
        {strings.again}
      </Button>
    </div>
  );
}
