import type { CallSnapshot } from '@parley/client';
import { duration } from '../../../lib/format-time.ts';
import { useNow } from '../../../lib/use-now.ts';
import { endWords } from '../end-words.ts';
import { strings } from '../strings.ts';
import { QualityBars } from './quality-bars.tsx';

/** Where the call stands, in one line. */
export function CallStatus({ snapshot, meId }: { snapshot: CallSnapshot; meId: string }) {
  const { phase, connectedAt, remote, quality } = snapshot;
  const spoken = phase === 'active' || phase === 'reconnecting';
  const flows = phase === 'active' && !snapshot.held && !remote.held;
  return (
    <p className="call-status">
      <span role="status">{statusWords(snapshot, meId)}</span>
      {phase === 'ended' && <Lasted snapshot={snapshot} />}
      {spoken && connectedAt && <Duration since={connectedAt} />}
      {flows && quality && <QualityBars quality={quality} />}
      {flows && !remote.audio && <span>{strings.peerMuted}</span>}
    </p>
  );
}

function statusWords(snapshot: CallSnapshot, meId: string): string {
  if (snapshot.phase === 'ended') return endWords(snapshot, meId);
  if (snapshot.call?.beside?.kind === 'listen') return strings.listenPhase[snapshot.phase];
  const held = snapshot.held || snapshot.remote.held;
  return snapshot.phase === 'active' && held ? strings.onHold : strings.phase[snapshot.phase];
}

function Lasted({ snapshot: { connectedAt, call } }: { snapshot: CallSnapshot }) {
  const endedAt = call?.endedAt;
  return connectedAt && endedAt && <span>{duration(endedAt.getTime() - connectedAt.getTime())}</span>;
}

function Duration({ since }: { since: Date }) {
  const now = useNow(1_000);
  return (
    <span className="call-duration" role="timer" aria-label={strings.duration}>
      {duration(now.getTime() - since.getTime())}
    </span>
  );
}
