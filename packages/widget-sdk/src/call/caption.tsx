import type { Call, CallSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import { CallIcon } from './call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { Calls } from '../session/calls.ts';
import { troubleOf } from '../session/trouble.ts';
import { CallDuration } from './call-duration.tsx';
import { listenerLine, phaseLine, useNewcomer } from './phase-line.ts';
import { poorLine, QualityBars } from './quality-bars.tsx';

interface Props {
  call: Call;
  calls: Calls;
  snapshot: CallSnapshot;
  name: string;
}

/** Who is there and how it goes. Each change is spoken, and only what has changed. */
export function Caption({ call, calls, snapshot, name }: Props): JSX.Element {
  const { words } = usePanel();
  const newcomer = useNewcomer(snapshot);
  const { phase, connectedAt, remote, quality } = snapshot;
  const active = phase === 'active';
  const waits = snapshot.held || remote.held;
  return (
    <div class="caption">
      <div class="who-calls" role="status" aria-atomic="false">
        <p class="name">
          <bdi>{name}</bdi>
        </p>
        <p class="phase">{phaseLine(snapshot, words, name, newcomer)}</p>
        <p class="listener">{listenerLine(snapshot, words)}</p>
      </div>
      {active && connectedAt !== null && (
        <div class="facts">
          <CallDuration since={connectedAt} />
          {!waits && <QualityBars quality={quality} />}
        </div>
      )}
      {active && !remote.audio && !waits && (
        <p class="hint">
          <CallIcon name="micOff" />
          {words.call.peerMuted}
        </p>
      )}
      <p class="hint weak" role="status">
        {poorLine(snapshot, words)}
      </p>
      {snapshot.screen && phase !== 'ended' && <Sharing call={call} calls={calls} />}
      {phase !== 'ended' && <Trouble calls={calls} />}
    </div>
  );
}

/** People forget that they show their screen. */
function Sharing({ call, calls }: Pick<Props, 'call' | 'calls'>): JSX.Element {
  const { words } = usePanel();
  return (
    <p class="hint sharing">
      <CallIcon name="screen" />
      {words.call.sharing}
      <button type="button" class="link" onClick={() => void calls.perform(() => call.setScreen(false))}>
        {words.call.stopScreen}
      </button>
    </p>
  );
}

function Trouble({ calls }: Pick<Props, 'calls'>): JSX.Element {
  const { words } = usePanel();
  const { trouble } = useStore(calls);
  return (
    <p class="hint trouble" role="alert">
      {trouble !== null && words.trouble[troubleOf(trouble)]}
    </p>
  );
}
