import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { fill, usePanel } from '../panel/panel-context.ts';

/** How Chromium names whatever the system says. */
const THE_SYSTEMS_OWN = 'default';

interface Props {
  label: string;
  devices: readonly MediaDeviceInfo[];
  /** Its id; `null`: whatever the browser takes. */
  chosen: string | null;
  onChoose: (deviceId: string) => void;
}

/** The browser's own list: known to every hand, screen reader and phone. */
export function DeviceSelect({ label, devices, chosen, onChoose }: Props): JSX.Element | null {
  const { words } = usePanel();
  const id = useId();
  // Before the person has said yes, browsers list devices without names and ids.
  const known = devices.filter(({ deviceId }) => deviceId !== '');
  if (known.length === 0) return null;
  const now = chosen ?? THE_SYSTEMS_OWN;
  const isListed = known.some(({ deviceId }) => deviceId === now);
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <select id={id} value={isListed ? now : ''} onChange={(event) => onChoose(event.currentTarget.value)}>
        {!isListed && <option value="">{words.call.standardDevice}</option>}
        {known.map(({ deviceId, label: name }, index) => (
          <option key={deviceId} value={deviceId}>
            {name === '' ? fill(words.call.device, { number: index + 1 }) : name}
          </option>
        ))}
      </select>
    </div>
  );
}
