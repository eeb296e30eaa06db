import type { CallPhase } from '@parley/client';
import type { JSX } from 'preact';
import { useCallback, useRef, useState } from 'preact/hooks';
import { Monogram } from '../panel/header.tsx';
import { CallIcon } from './call-icon.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { CallViewProps } from '../session/calls.ts';
import css from '../style/call.css';
import picturesCss from '../style/call-pictures.css';
import smallCss from '../style/call-small.css';
import choiceCss from '../style/choice.css';
import sheetCss from '../style/sheet.css';
import { CallControls } from './call-controls.tsx';
import { Caption } from './caption.tsx';
import { OwnPicture, RemotePicture, RemoteSound } from './media-elements.tsx';
import { MoreSheet } from './more-sheet.tsx';
import { useCallFocus } from './use-call-focus.ts';
import { useRingTone } from './ring-tone.ts';
import { useFloatingPicture, useFullScreenCall } from './use-toggles.ts';

export const callCss: string = css + picturesCss + smallCss + choiceCss + sheetCss;

/** The call over the thread; small, it is a bar on top, and the visitor can read and write below. */
export function CallView({ call, calls, team }: CallViewProps): JSX.Element {
  const { words } = usePanel();
  const snapshot = useStore(call);
  const { volume, speaker } = useStore(calls.chosen);
  const [wantsSmall, setSmall] = useState(false);
  const [more, setMore] = useState(false);
  const closeMore = useCallback(() => setMore(false), []);
  const view = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const moreButton = useRef<HTMLButtonElement>(null);
  useRingTone(snapshot.phase);
  useCallFocus(view, snapshot);

  const { phase, remote, remoteStream, localStream, held } = snapshot;
  const name = snapshot.peer.name ?? team;
  const waits = held || remote.held;
  const hasPicture = remote.video && remoteStream !== null && isRunning(phase) && !waits;
  const small = wantsSmall && phase !== 'ended';
  const fullScreen = useFullScreenCall(view);
  const floating = useFloatingPicture(video, hasPicture);
  const shape = ['call', phase, small && 'small', hasPicture && 'with-video', waits && isRunning(phase) && 'on-hold'];

  return (
    <section
      ref={view}
      tabIndex={-1}
      class={shape.filter(Boolean).join(' ')}
      role={phase === 'incoming' ? 'alertdialog' : 'region'}
      aria-label={words.call.view}
    >
      <RemoteSound
        stream={remoteStream}
        hearLabel={words.call.hearPeer}
        volume={volume}
        speaker={speaker}
        silent={held}
      />
      <div class="stage">
        {hasPicture ? (
          <RemotePicture stream={remoteStream} screen={remote.screen} video={video} />
        ) : (
          <Monogram name={name} />
        )}
        {(snapshot.camera || snapshot.screen) && localStream !== null && isOpen(phase) && !held && (
          <OwnPicture stream={localStream} screen={snapshot.screen} />
        )}
        <Caption call={call} calls={calls} snapshot={snapshot} name={name} />
      </div>
      {isOpen(phase) && phase !== 'incoming' && !fullScreen.on && (
        <button type="button" class="fold" onClick={() => setSmall(!small)}>
          <CallIcon name={small ? 'phone' : 'chat'} />
          {small ? words.call.showCall : words.call.showChat}
        </button>
      )}
      {more && isRunning(phase) && !small && (
        <MoreSheet
          call={call}
          calls={calls}
          snapshot={snapshot}
          opener={moreButton}
          floating={floating}
          fullScreen={fullScreen}
          onClose={closeMore}
        />
      )}
      <CallControls
        call={call}
        calls={calls}
        snapshot={snapshot}
        more={{ button: moreButton, open: more, onToggle: () => setMore(!more) }}
      />
    </section>
  );
}

function isRunning(phase: CallPhase): boolean {
  return phase === 'active' || phase === 'reconnecting';
}

function isOpen(phase: CallPhase): boolean {
  return phase !== 'ended';
}
