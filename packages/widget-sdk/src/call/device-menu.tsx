import type { Call, CallSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { CallIcon } from './call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { Calls } from '../session/calls.ts';
import type { ChosenDevices } from '../session/chosen-devices.ts';
import { canChooseSpeaker, canSetVolume } from './abilities.ts';
import { DeviceSelect } from './device-select.tsx';
import { useDevices } from './use-devices.ts';

interface Props {
  call: Call;
  calls: Calls;
  snapshot: CallSnapshot;
  onBack: () => void;
}

/** Which devices are in use; another one is taken in mid-call. */
export function DeviceMenu({ call, calls, snapshot, onBack }: Props): JSX.Element {
  const { words } = usePanel();
  const chosen = useStore(calls.chosen);
  const devices = useDevices();
  const choose = (change: Partial<ChosenDevices>) => calls.chosen.set({ ...calls.chosen.getSnapshot(), ...change });
  const use = (kind: 'microphone' | 'camera', deviceId: string) =>
    void calls.perform(async () => {
      await call.useDevice(kind, deviceId);
      choose({ [kind]: deviceId });
    });
  return (
    <>
      <button type="button" class="item back" onClick={onBack}>
        <CallIcon name="back" class="flips" />
        {words.call.back}
      </button>
      <DeviceSelect
        label={words.call.microphone}
        devices={devices.microphones}
        chosen={snapshot.microphone}
        onChoose={(id) => use('microphone', id)}
      />
      {snapshot.camera && (
        <DeviceSelect
          label={words.call.camera}
          devices={devices.cameras}
          chosen={snapshot.cameraId}
          onChoose={(id) => use('camera', id)}
        />
      )}
      {canChooseSpeaker() && (
        <DeviceSelect
          label={words.call.speaker}
          devices={devices.speakers}
          chosen={chosen.speaker}
          onChoose={(speaker) => choose({ speaker })}
        />
      )}
      {canSetVolume() && <Volume value={chosen.volume} onChange={(volume) => choose({ volume })} />}
    </>
  );
}

function Volume({ value, onChange }: { value: number; onChange: (value: number) => void }): JSX.Element {
  const { words } = usePanel();
  const id = useId();
  return (
    <div class="choice">
      <label for={id}>{words.call.volume}</label>
      <input
        id={id}
        type="range"
        min="0"
        max="1"
        step="0.05"
        value={value}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
