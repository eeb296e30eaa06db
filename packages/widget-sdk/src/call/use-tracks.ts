import { useMemo } from 'preact/hooks';

/**
 * The tracks of one kind, as a stream of their own. An element with sound and picture waits for both before it plays
 * either, and the picture of a call may never begin. The same stream for as long as its tracks are the same.
 */
export function useTracks(stream: MediaStream | null, kind: 'audio' | 'video'): MediaStream | null {
  const tracks = stream?.getTracks().filter((track) => track.kind === kind) ?? [];
  const ids = tracks.map(({ id }) => id).join(' ');
  return useMemo(() => {
    const wanted = ids.split(' ');
    const found = stream?.getTracks().filter(({ id }) => wanted.includes(id)) ?? [];
    return found.length === 0 ? null : new MediaStream(found);
  }, [stream, ids]);
}
