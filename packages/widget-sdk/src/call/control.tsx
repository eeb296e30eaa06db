import type { JSX } from 'preact';
import { CallIcon, type CallIconName } from './call-icon.tsx';
import type { Calls } from '../session/calls.ts';

interface Props {
  icon: CallIconName;
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
        <CallIcon name={icon} />
      </span>
      <span class="label">{label}</span>
    </button>
  );
}
