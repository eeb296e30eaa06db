import type { Call } from '@parley/client';
import { IconButton } from '../../../components/ui/button.tsx';
import { useStore } from '../../../lib/use-store.ts';
import { toggleMuted } from '../call-actions.ts';
import { strings } from '../strings.ts';

/** Of the call in which one is heard. */
export function MuteButton({ call, shortcut }: { call: Call; shortcut?: string }) {
  const { muted } = useStore(call);
  return (
    <IconButton
      icon={muted ? 'micOff' : 'mic'}
      {...(shortcut && { shortcut })}
      label={muted ? strings.unmute : strings.mute}
      data-on={muted || undefined}
      onClick={() => toggleMuted(call)}
    />
  );
}
