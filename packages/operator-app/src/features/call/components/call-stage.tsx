import type { CallSnapshot } from '@parley/client';
import { useCallback } from 'react';
import { strings } from '../strings.ts';

/** The other side's picture, large, and our own, small and mirrored. */
export function CallStage({ snapshot, name }: { snapshot: CallSnapshot; name: string }) {
  const { remote, remoteStream, camera, localStream } = snapshot;
  return (
    <div className="call-stage">
      {remote.video && remoteStream && (
        <StreamVideo className="call-remote" stream={remoteStream} label={strings.peerVideo(name)} />
      )}
      {camera && localStream && <StreamVideo className="call-own" stream={localStream} label={strings.ownVideo} />}
    </div>
  );
}

/** Muted: the sound comes from `StreamAudio` alone, also while no picture is shown. */
function StreamVideo({ stream, label, className }: { stream: MediaStream; label: string; className: string }) {
  const attach = useAttach(stream);
  return <video ref={attach} className={className} aria-label={label} autoPlay playsInline muted />;
}

export function StreamAudio({ stream }: { stream: MediaStream | null }) {
  const attach = useAttach(stream);
  return <audio ref={attach} autoPlay />;
}

function useAttach(stream: MediaStream | null): (element: HTMLMediaElement | null) => void {
  return useCallback(
    (element: HTMLMediaElement | null) => {
      if (element) element.srcObject = stream;
    },
    [stream],
  );
}
