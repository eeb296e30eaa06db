import './call-bar.css';
import type { CallSnapshot } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { wordsForCode } from '../../../lib/error-words.ts';
import { useFullScreen } from '../../../lib/full-screen.ts';
import { useStore } from '../../../lib/use-store.ts';
import type { CallDesk } from '../call-desk.ts';
import type { DeskCall } from '../desk-call.ts';
import { picturesOf } from '../pictures-of.ts';
import { strings } from '../strings.ts';
import { BesideLine } from './beside-line.tsx';
import { CallControls } from './call-controls.tsx';
import { CallNotes } from './call-notes.tsx';
import { CallStage } from './call-stage.tsx';
import { CallStatus } from './call-status.tsx';
import { CallWindow } from './call-window.tsx';
import { SideControls } from './side-controls.tsx';
import { StreamAudio } from './stream-media.tsx';

/** The call of this window, in a bar of its own: it stays whatever page is open and covers nothing. */
export function CallBar({ desk }: { desk: CallDesk }) {
  const { current } = useStore(desk);
  return current && <CallBarOf key={current.call.callId} held={current} desk={desk} />;
}

function CallBarOf({ held, desk }: { held: DeskCall; desk: CallDesk }) {
  const { call, visitor, projectId } = held;
  const { name } = visitor;
  const { meId } = desk;
  const snapshot = useStore(call);
  const beside = useStore(desk.beside);
  const aside = snapshot.call?.beside;
  const ended = snapshot.phase === 'ended';
  const pictures = picturesOf(snapshot);
  const pictured = pictures.there !== null || pictures.here !== null;
  const fullScreen = useFullScreen();
  const toggleFullScreen = pictured || fullScreen.on ? fullScreen.toggle : null;
  return (
    <section
      className="call-bar"
      aria-label={labelOf(snapshot, name)}
      data-phase={snapshot.phase}
      data-full={(pictured && fullScreen.on) || undefined}
    >
      <div className="call-line">
        <Who held={held} snapshot={snapshot} meId={meId} />
        {ended && <Button onClick={() => desk.dismiss()}>{strings.dismiss}</Button>}
        {!ended && <CallWindow {...{ call, snapshot, pictures, name, meId }} beside={desk.beside} />}
        {!ended && aside && <SideControls {...{ call, snapshot }} />}
        {!ended && !aside && (
          <CallControls {...{ call, snapshot, projectId, meId, toggleFullScreen }} beside={desk.beside} />
        )}
      </div>
      {snapshot.error && (
        <p className="call-error" role="alert">
          {wordsForCode(snapshot.error)}
        </p>
      )}
      <CallNotes call={call} snapshot={snapshot} name={name} consulting={beside?.kind === 'consult'} />
      {!ended && (
        // There before it says anything: what comes together with its region is not spoken everywhere.
        <div role="status" aria-atomic="false">
          {beside && (
            <BesideLine
              key={beside.call.callId}
              desk={desk.beside}
              held={beside}
              name={name}
              main={snapshot}
              onBack={() => call.setHeld(false)}
            />
          )}
        </div>
      )}
      {!ended && <StreamAudio stream={snapshot.remoteStream} />}
      {pictured && <CallStage {...{ snapshot, pictures, name, fullScreen }} />}
    </section>
  );
}

/** A call with a colleague, or of his, is named by him. */
function labelOf({ call }: CallSnapshot, visitor: string): string {
  const aside = call?.beside;
  if (!aside) return strings.call(visitor);
  return aside.kind === 'consult' ? strings.consultCall(aside.operator.name) : strings.listening(aside.operator.name);
}

function Who({ held, snapshot, meId }: { held: DeskCall; snapshot: CallSnapshot; meId: string }) {
  const { visitor, conversationId } = held;
  const aside = snapshot.call?.beside;
  return (
    <>
      <Avatar id={visitor.id} name={visitor.name} size={32} />
      <div className="call-who">
        <Link to="/c/$conversationId" params={{ conversationId }} search={{}} className="truncate" dir="auto">
          {visitor.name}
        </Link>
        {aside && <span className="truncate">{labelOf(snapshot, visitor.name)}</span>}
        <CallStatus snapshot={snapshot} meId={meId} />
      </div>
    </>
  );
}
