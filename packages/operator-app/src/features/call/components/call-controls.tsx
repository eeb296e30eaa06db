import { type Call, type CallSnapshot, parleyErrorOf } from '@parley/client';
import { Button, IconButton } from '../../../components/ui/button.tsx';
import { announce } from '../../../lib/announcer.ts';
import { wordsForCode } from '../../../lib/error-words.ts';
import { strings } from '../strings.ts';

const tell = (cause: unknown) => announce(wordsForCode(parleyErrorOf(cause).code), 'error');

export function CallControls({ call, snapshot }: { call: Call; snapshot: CallSnapshot }) {
  const { muted, camera, phase } = snapshot;
  const waiting = phase === 'preparing' || phase === 'calling' || phase === 'ringing';
  return (
    <div className="call-controls">
      <IconButton
        icon={muted ? 'micOff' : 'mic'}
        label={muted ? strings.unmute : strings.mute}
        data-on={muted || undefined}
        onClick={() => call.setMuted(!muted)}
      />
      <IconButton
        icon={camera ? 'camera' : 'cameraOff'}
        label={camera ? strings.cameraOff : strings.cameraOn}
        data-on={camera || undefined}
        onClick={() => void call.setCamera(!camera).catch(tell)}
      />
      <Button tone="stop" icon="hangup" onClick={() => void call.hangUp().catch(tell)}>
        {waiting ? strings.cancel : strings.hangUp}
      </Button>
    </div>
  );
}
