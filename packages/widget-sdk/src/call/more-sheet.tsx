import type { Call, CallSnapshot } from '@parley/client';
import type { JSX, RefObject } from 'preact';
import { useState } from 'preact/hooks';
import { CallIcon, type CallIconName } from './call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';
import type { Calls } from '../session/calls.ts';
import { canShareScreen } from './abilities.ts';
import { DeviceMenu } from './device-menu.tsx';
import { Sheet } from './sheet.tsx';
import type { Toggle } from './use-toggles.ts';

interface Props {
  call: Call;
  calls: Calls;
  snapshot: CallSnapshot;
  opener: RefObject<HTMLElement | null>;
  floating: Toggle;
  fullScreen: Toggle;
  onClose: () => void;
}

/** Everything that a call needs now and then. */
export function MoreSheet(props: Props): JSX.Element {
  const { words } = usePanel();
  const [devices, setDevices] = useState(false);
  return (
    <Sheet label={devices ? words.call.devices : words.call.more} opener={props.opener} onClose={props.onClose}>
      {devices ? (
        <DeviceMenu {...props} onBack={() => setDevices(false)} />
      ) : (
        <Items {...props} onDevices={() => setDevices(true)} />
      )}
    </Sheet>
  );
}

function Items({ call, calls, snapshot, floating, fullScreen, onClose, onDevices }: Props & { onDevices: () => void }) {
  const { words } = usePanel();
  const { screen, held } = snapshot;
  const perform = (action: () => void | Promise<void>) => {
    onClose();
    void calls.perform(action);
  };
  return (
    <>
      {canShareScreen() && !held && (
        <Item
          icon={screen ? 'screenOff' : 'screen'}
          label={screen ? words.call.stopScreen : words.call.shareScreen}
          onPress={() => perform(() => call.setScreen(!screen))}
        />
      )}
      <Item
        icon={held ? 'play' : 'pause'}
        label={held ? words.call.resume : words.call.hold}
        onPress={() => perform(() => call.setHeld(!held))}
      />
      {floating.possible && (
        <Item
          icon="float"
          label={floating.on ? words.call.pictureBack : words.call.pictureInPicture}
          onPress={() => perform(floating.flip)}
        />
      )}
      {fullScreen.possible && (
        <Item
          icon={fullScreen.on ? 'shrink' : 'expand'}
          label={fullScreen.on ? words.call.fullScreenEnd : words.call.fullScreen}
          onPress={() => perform(fullScreen.flip)}
        />
      )}
      <Item icon="tune" label={words.call.devices} onPress={onDevices} />
    </>
  );
}

function Item({ icon, label, onPress }: { icon: CallIconName; label: string; onPress: () => void }): JSX.Element {
  return (
    <button type="button" class="item" onClick={onPress}>
      <CallIcon name={icon} />
      {label}
    </button>
  );
}
