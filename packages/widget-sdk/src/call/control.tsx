import type { JSX } from 'preact';
import { Icon, type IconName } from '../panel/icons.tsx';
import type { Calls } from '../session/calls.ts';

interface Props {
  icon: IconName;
  look: 'plain' | 'off' | 'stop' | 'go';
  label: string;
  onPress: () => void | Promise<void>;
  calls: Calls;
  /** Left out where the call is a bar. */
  extra?: boolean;
}

export function Control({ icon, look, label, onPress, calls, extra = false }: Props): JSX.Element {
  return (
    <button type="button" class={`control ${look}${extra ? ' extra' : ''}`} onClick={() => void calls.perform(onPress)}>
      <span class="disc">
        <Icon name={icon} />
      </span>
      <span class="label">{label}</span>
    </button>
  );
}
