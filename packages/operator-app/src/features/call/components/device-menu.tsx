import type { Call, CallSnapshot } from '@parley/client';
import { IconButton } from '../../../components/ui/button.tsx';
import { RangeField } from '../../../components/ui/field.tsx';
import { Popover } from '../../../components/ui/popover.tsx';
import { canChooseSpeaker, chosenDevices, speakerVolume, useMediaDevices } from '../../../lib/media-devices.ts';
import { useStore } from '../../../lib/use-store.ts';
import { tell } from '../call-actions.ts';
import { strings } from '../strings.ts';
import { DeviceSelect } from './device-select.tsx';
import { volumeOf } from './stream-media.tsx';

interface DeviceMenuProps {
  call: Call;
  /** A call beside it that goes through the same microphone. */
  other?: Call | undefined;
  snapshot: CallSnapshot;
  /** Whoever only listens has nothing to choose but where and how loud. */
  listens?: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Microphone, camera, speaker and volume; each choice takes effect at once and is kept for the next call. */
export function DeviceMenu({ call, other, snapshot, listens = false, open, onOpenChange }: DeviceMenuProps) {
  const { localStream, microphone, cameraId } = snapshot;
  const devices = useMediaDevices(localStream);
  const speaker = useStore(chosenDevices.speaker);
  const use = (kind: 'microphone' | 'camera') => (deviceId: string) => {
    chosenDevices[kind].set(deviceId);
    void changeDevice([call, ...(other && kind === 'microphone' ? [other] : [])], kind, deviceId).catch(tell);
  };
  const wantedCamera = useStore(chosenDevices.camera);
  return (
    <Popover
      trigger={<IconButton icon="devices" label={strings.devices} shortcut="D" />}
      label={strings.devices}
      open={open}
      onOpenChange={onOpenChange}
    >
      {!listens && (
        <>
          <DeviceSelect
            kind="microphone"
            devices={devices.microphone}
            value={microphone}
            onChoose={use('microphone')}
          />
          <DeviceSelect
            kind="camera"
            devices={devices.camera}
            value={cameraId ?? wantedCamera}
            onChoose={use('camera')}
          />
        </>
      )}
      {canChooseSpeaker() ? (
        <DeviceSelect
          kind="speaker"
          devices={devices.speaker}
          value={speaker}
          onChoose={(deviceId) => chosenDevices.speaker.set(deviceId || null)}
        />
      ) : (
        <p className="field-hint">{strings.speakerFixed}</p>
      )}
      <VolumeSlider />
    </Popover>
  );
}

/** One after the other: the second one takes what the first has opened. */
async function changeDevice(calls: readonly Call[], kind: 'microphone' | 'camera', deviceId: string): Promise<void> {
  for (const call of calls) await call.useDevice(kind, deviceId);
}

function VolumeSlider() {
  const volume = useStore(speakerVolume);
  return (
    <RangeField
      label={strings.volume}
      min={0}
      max={1}
      step={0.05}
      value={volumeOf(volume)}
      onChange={(event) => speakerVolume.set(event.target.value)}
    />
  );
}
