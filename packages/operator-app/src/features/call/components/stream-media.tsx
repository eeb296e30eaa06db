import { type Ref, useCallback, useEffect, useState } from 'react';
import { chosenDevices, speakerVolume } from '../../../lib/media-devices.ts';
import { useStore } from '../../../lib/use-store.ts';

interface StreamVideoProps {
  stream: MediaStream;
  label: string;
  className?: string;
  mirrored?: boolean;
  ref?: Ref<HTMLVideoElement>;
}

/** Muted: the sound comes from `StreamAudio` alone, also while no picture is shown. */
export function StreamVideo({ stream, label, className, mirrored = false, ref }: StreamVideoProps) {
  const attach = useAttach(stream);
  const both = useCallback(
    (element: HTMLVideoElement | null) => {
      attach(element);
      if (typeof ref === 'function') ref(element);
      else if (ref) ref.current = element;
    },
    [attach, ref],
  );
  return (
    <video
      ref={both}
      className={className}
      data-mirrored={mirrored || undefined}
      aria-label={label}
      autoPlay
      playsInline
      muted
    />
  );
}

/** Plays through the speaker, and as loud, as this browser's person wants it. */
export function StreamAudio({ stream }: { stream: MediaStream | null }) {
  const [element, setElement] = useState<HTMLAudioElement | null>(null);
  const speaker = useStore(chosenDevices.speaker);
  const volume = useStore(speakerVolume);
  // Of the sound alone: an element waits for a picture, too, and that of a call may never begin.
  const ids = soundOf(stream)
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    if (element) element.srcObject = ids === '' ? null : new MediaStream(soundOf(stream));
  }, [element, stream, ids]);
  useEffect(() => {
    if (element) element.volume = volumeOf(volume);
  }, [element, volume]);
  useEffect(() => {
    // A speaker that is unplugged is refused; the browser then plays on through the system's own.
    if (element && 'setSinkId' in element) element.setSinkId(speaker ?? '').catch(() => undefined);
  }, [element, speaker]);
  return <audio ref={setElement} autoPlay />;
}

const soundOf = (stream: MediaStream | null): MediaStreamTrack[] => stream?.getAudioTracks() ?? [];

export function volumeOf(kept: string | null): number {
  const volume = Number(kept ?? 1);
  return volume >= 0 && volume <= 1 ? volume : 1;
}

function useAttach(stream: MediaStream | null): (element: HTMLMediaElement | null) => void {
  return useCallback(
    (element: HTMLMediaElement | null) => {
      if (element) element.srcObject = stream;
    },
    [stream],
  );
}
