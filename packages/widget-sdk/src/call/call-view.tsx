import type { Call, CallPhase, CallSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Dictionary } from '../locale/dictionary.ts';
import { Monogram } from '../panel/header.tsx';
import { Icon } from '../panel/icons.tsx';
import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { Calls } from '../session/calls.ts';
import css from '../style/call.css';
import { CallControls } from './call-controls.tsx';
import { CallDuration } from './call-duration.tsx';
import { endLine } from './end-words.ts';
import { OwnPicture, RemotePicture, RemoteSound } from './media-elements.tsx';
import { useRingTone } from './ring-tone.ts';

export const callCss: string = css;

export interface CallViewProps {
  call: Call;
  calls: Calls;
  /** Who is on the other end as long as no name is known. */
  team: string;
}

/** The call over the thread; small, it is a bar on top, and the visitor can read and write below. */
export function CallView({ call, calls, team }: CallViewProps): JSX.Element {
  const { words } = usePanel();
  const snapshot = useStore(call);
  const [small, setSmall] = useState(false);
  const view = useRef<HTMLElement>(null);
  useRingTone(snapshot.phase);
  useLayoutEffect(() => takeFocus(view.current), []);
  const name = snapshot.peer.name ?? team;
  const showsVideo = snapshot.remote.video && snapshot.remoteStream !== null && isRunning(snapshot.phase);
  const shape = `call ${snapshot.phase}${small && snapshot.phase !== 'ended' ? ' small' : ''}${showsVideo ? ' with-video' : ''}`;

  return (
    <section
      ref={view}
      tabIndex={-1}
      class={shape}
      role={snapshot.phase === 'incoming' ? 'alertdialog' : 'region'}
      aria-label={words.call.view}
    >
      <RemoteSound stream={snapshot.remoteStream} hearLabel={words.call.hearPeer} />
      <div class="stage">
        {showsVideo ? <RemotePicture stream={snapshot.remoteStream} /> : <Monogram name={name} />}
        {snapshot.camera && snapshot.localStream !== null && <OwnPicture stream={snapshot.localStream} />}
        <div class="caption">
          <p class="name">{name}</p>
          <p class="phase" role="status">
            {phaseLine(snapshot, words)}
          </p>
          {snapshot.phase === 'active' && snapshot.connectedAt !== null && (
            <CallDuration since={snapshot.connectedAt} />
          )}
          {snapshot.phase === 'active' && !snapshot.remote.audio && (
            <p class="hint">
              <Icon name="micOff" />
              {words.call.peerMuted}
            </p>
          )}
        </div>
      </div>
      {snapshot.phase !== 'ended' && snapshot.phase !== 'incoming' && (
        <button type="button" class="fold" onClick={() => setSmall(!small)}>
          <Icon name={small ? 'phone' : 'chat'} />
          {small ? words.call.showCall : words.call.showChat}
        </button>
      )}
      <CallControls call={call} calls={calls} snapshot={snapshot} />
    </section>
  );
}

/** From what it covers; a call that comes in while the visitor fills in the page's form takes nothing from him. */
function takeFocus(view: HTMLElement | null): void {
  const root = view?.getRootNode();
  if (root instanceof ShadowRoot && root.activeElement !== null) view?.focus({ preventScroll: true });
}

function isRunning(phase: CallPhase): boolean {
  return phase === 'active' || phase === 'reconnecting';
}

const PHASE_WORDS: Record<
  Exclude<CallPhase, 'incoming' | 'active' | 'ended'>,
  'preparing' | 'calling' | 'ringing' | 'connecting' | 'reconnecting'
> = {
  preparing: 'preparing',
  calling: 'calling',
  ringing: 'ringing',
  connecting: 'connecting',
  reconnecting: 'reconnecting',
};

function phaseLine(call: CallSnapshot, words: Dictionary): string {
  if (call.phase === 'ended') return endLine(call, words);
  if (call.phase === 'active') return '';
  if (call.phase !== 'incoming') return words.call[PHASE_WORDS[call.phase]];
  return call.media === 'video' ? words.call.incomingVideo : words.call.incomingAudio;
}
