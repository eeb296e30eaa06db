import './call-bar.css';
import type { CallSnapshot } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { CALL_END_WORDS } from '../../../lib/call-words.ts';
import { wordsForCode } from '../../../lib/error-words.ts';
import { duration } from '../../../lib/format-time.ts';
import { useNow } from '../../../lib/use-now.ts';
import { useStore } from '../../../lib/use-store.ts';
import type { CallDesk, DeskCall } from '../call-desk.ts';
import { strings } from '../strings.ts';
import { CallControls } from './call-controls.tsx';
import { CallStage, StreamAudio } from './call-stage.tsx';

/** The call of this window, in a bar of its own: it stays whatever page is open and covers nothing. */
export function CallBar({ desk }: { desk: CallDesk }) {
  const { current } = useStore(desk);
  return current && <CallBarOf key={current.call.callId} held={current} desk={desk} />;
}

function CallBarOf({ held, desk }: { held: DeskCall; desk: CallDesk }) {
  const { call, visitor, conversationId } = held;
  const snapshot = useStore(call);
  const name = snapshot.outgoing || snapshot.peer.name === null ? visitor.name : snapshot.peer.name;
  const ended = snapshot.phase === 'ended';
  const moving = !ended && (snapshot.camera || snapshot.remote.video);
  return (
    <section className="call-bar" aria-label={strings.call(name)} data-phase={snapshot.phase}>
      <div className="call-line">
        <Avatar id={visitor.id} name={name} size={32} />
        <div className="call-who">
          <Link to="/c/$conversationId" params={{ conversationId }} search={{}} className="truncate">
            {name}
          </Link>
          <CallStatus snapshot={snapshot} />
        </div>
        {ended ? (
          <Button onClick={() => desk.dismiss()}>{strings.dismiss}</Button>
        ) : (
          <CallControls call={call} snapshot={snapshot} />
        )}
      </div>
      {snapshot.error && (
        <p className="call-error" role="alert">
          {wordsForCode(snapshot.error)}
        </p>
      )}
      {!ended && <StreamAudio stream={snapshot.remoteStream} />}
      {moving && <CallStage snapshot={snapshot} name={name} />}
    </section>
  );
}

function CallStatus({ snapshot }: { snapshot: CallSnapshot }) {
  const { phase, endReason, connectedAt, remote, call } = snapshot;
  const words = phase === 'ended' && endReason ? CALL_END_WORDS[endReason] : strings.phase[phase];
  const endedAt = call?.endedAt ?? null;
  const lasted = connectedAt && endedAt ? ` · ${duration(endedAt.getTime() - connectedAt.getTime())}` : '';
  return (
    <p className="call-status">
      <span role="status">{words}</span>
      {phase === 'ended' && lasted}
      {(phase === 'active' || phase === 'reconnecting') && connectedAt && <Duration since={connectedAt} />}
      {phase === 'active' && !remote.audio && <span> · {strings.peerMuted}</span>}
    </p>
  );
}

function Duration({ since }: { since: Date }) {
  const now = useNow(1_000);
  return (
    <span className="call-duration" role="timer" aria-label={strings.duration}>
      {duration(now.getTime() - since.getTime())}
    </span>
  );
}
