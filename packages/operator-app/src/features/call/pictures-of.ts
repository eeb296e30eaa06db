import type { CallSnapshot } from '@parley/client';

export interface Pictures {
  /** Of the other side. */
  there: MediaStream | null;
  /** Our own. */
  here: MediaStream | null;
}

/** What is to be seen now: on hold, nothing of either side. */
export function picturesOf({ phase, held, remote, remoteStream, localStream, camera, screen }: CallSnapshot): Pictures {
  if (phase === 'ended' || held || remote.held) return { there: null, here: null };
  return { there: remote.video ? remoteStream : null, here: camera || screen ? localStream : null };
}
