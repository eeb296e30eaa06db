import type { Call } from '@parley/client';
import type { BesideCall } from './beside-desk.ts';

/**
 * The call in which the person at this device is heard, and which to mute therefore: while the visitor is on hold, the one with the
 * colleague. `null`: nobody hears him, since he only listens, or it is over.
 */
export function heardCall(current: Call, beside: BesideCall | null): Call | null {
  const heard = beside?.kind === 'consult' ? beside.call : current;
  const { phase, call } = heard.getSnapshot();
  return phase === 'ended' || call?.beside?.kind === 'listen' ? null : heard;
}
