import type { JSX, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { canChooseSpeaker } from './abilities.ts';
import { useTracks } from './use-tracks.ts';

type StreamProps = { stream: MediaStream | null };

interface SoundProps extends StreamProps {
  hearLabel: string;
  /** 0 to 1. */
  volume: number;
  speaker: string | null;
  silent: boolean;
}

/** Sound has an element of its own, so that hiding the picture never silences the call. */
export function RemoteSound({ stream, hearLabel, volume, speaker, silent }: SoundProps): JSX.Element {
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
  const sound = useTracks(stream, 'audio');
  useLayoutEffect(() => {
    if (audio.current !== null) audio.current.srcObject = sound;
    play();
  }, [sound]);
  useLayoutEffect(() => {
    if (audio.current === null) return;
    audio.current.volume = volume;
    audio.current.muted = silent;
  }, [volume, silent]);
  useLayoutEffect(() => {
    // A speaker that was unplugged since: the browser's own choice goes on playing.
    if (canChooseSpeaker()) audio.current?.setSinkId(speaker ?? '').catch(() => undefined);
  }, [speaker]);
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

interface PictureProps extends StreamProps {
  /** A screen: shown whole, and never mirrored. */
  screen: boolean;
}

export function RemotePicture(props: PictureProps & { video: RefObject<HTMLVideoElement | null> }): JSX.Element {
  return <Picture {...props} class={`remote${props.screen ? ' whole' : ''}`} />;
}

export function OwnPicture(props: PictureProps): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  return <Picture {...props} video={video} class={`own${props.screen ? ' whole' : ' mirrored'}`} />;
}

interface VideoProps extends StreamProps {
  video: RefObject<HTMLVideoElement | null>;
  class: string;
}

/** Muted: it has no sound, but browsers want to be told before they play on their own. */
function Picture({ stream, video, class: name }: VideoProps): JSX.Element {
  const picture = useTracks(stream, 'video');
  useLayoutEffect(() => {
    if (video.current !== null) video.current.srcObject = picture;
  }, [picture, video]);
  return <video ref={video} class={name} autoplay playsInline muted aria-hidden="true" />;
}
