import { type CallCheck, type DeviceChoice, NOTHING_CHECKED } from '@parley/client';
import { useCallback } from 'react';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { chosenDevices } from '../../../lib/media-devices.ts';
import { useResource } from '../../../lib/use-resource.ts';
import { useStore } from '../../../lib/use-store.ts';
import { checkShown } from '../check-shown.ts';
import { checkStrings as strings } from '../check-strings.ts';
import { CallCheckView } from './call-check-view.tsx';

/** Looks at one's own devices and network before somebody is at the other end. */
export function CallCheckDialog({ openCheck }: { openCheck: (devices: DeviceChoice) => CallCheck }) {
  const shown = useStore(checkShown);
  return (
    <Dialog open={shown} onOpenChange={checkShown.set} title={strings.title} closeLabel={strings.close}>
      {shown && <OpenCheck openCheck={openCheck} />}
    </Dialog>
  );
}

const NOT_BEGUN: CallCheck = {
  getSnapshot: () => NOTHING_CHECKED,
  subscribe: () => () => undefined,
  again: () => undefined,
  close: () => undefined,
};

/** Another device is another check: the one before lets go of what it held. */
function OpenCheck({ openCheck }: { openCheck: (devices: DeviceChoice) => CallCheck }) {
  const microphone = useStore(chosenDevices.microphone);
  const camera = useStore(chosenDevices.camera);
  const open = useCallback(
    () => openCheck({ microphone: microphone ?? undefined, camera: camera ?? undefined }),
    [openCheck, microphone, camera],
  );
  const check = useResource(open);
  // The view stays between two checks: its select has the keyboard.
  return <CallCheckView check={check ?? NOT_BEGUN} />;
}
