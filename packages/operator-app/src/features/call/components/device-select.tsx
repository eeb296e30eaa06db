import { SelectField } from '../../../components/ui/field.tsx';
import type { DeviceKind } from '../../../lib/media-devices.ts';
import { strings } from '../strings.ts';

interface DeviceSelectProps {
  kind: DeviceKind;
  devices: readonly MediaDeviceInfo[];
  value: string | null;
  onChoose: (deviceId: string) => void;
}

/** A choice whose device is gone shows as the system's own, which is what is in use then. */
export function DeviceSelect({ kind, devices, value, onChoose }: DeviceSelectProps) {
  const known = devices.some(({ deviceId }) => deviceId === value);
  return (
    <SelectField
      label={strings[kind]}
      value={known ? (value ?? '') : ''}
      disabled={devices.length === 0}
      onChange={(event) => onChoose(event.target.value)}
    >
      {!known && <option value="">{strings.systemDevice}</option>}
      {devices.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label || deviceId}
        </option>
      ))}
    </SelectField>
  );
}
