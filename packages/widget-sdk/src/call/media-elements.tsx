import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

type StreamProps = { stream: MediaStream | null };

/** Sound has an element of its own, so that hiding the picture never silences the call. */
export function RemoteSound({ stream, hearLabel }: StreamProps & { hearLabel: string }): JSX.Element {
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  const play = () => {
    const element = audio.current;
    if (element === null || element.srcObject === null) return;
    // Browsers refuse sound on pages that nobody has touched yet; then a press has to start it.
    element.play().then(
      () => setBlocked(false),
      (error: unknown) => setBlocked(error instanceof DOMException && error.name === 'NotAllowedError'),
    );
  };
  useLayoutEffect(() => {
    if (audio.current !== null) audio.current.srcObject = stream;
    play();
  }, [stream]);
  return (
    <>
      <audio ref={audio} />
      {blocked && (
        <button type="button" class="pill hear" onClick={play}>
          {hearLabel}
        </button>
      )}
    </>
  );
}

export function RemotePicture({ stream }: StreamProps): JSX.Element {
  return <Picture stream={stream} class="remote" />;
}

export function OwnPicture({ stream }: StreamProps): JSX.Element {
  return <Picture stream={stream} class="own" />;
}

/** Muted: its sound comes from `RemoteSound`, and our own voice from nowhere. */
function Picture({ stream, class: name }: StreamProps & { class: string }): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} class={name} autoplay playsInline muted aria-hidden="true" />;
}
