import type { Call, CallSnapshot } from '@parley/client';
import type { WidgetCall } from '../types.ts';

/** A call of someone else's is `preparing` until the server has told how it stands. */
export function knownPhase(call: Call): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (call.getSnapshot().phase === 'preparing') return;
      stop();
      resolve();
    };
    const stop = call.subscribe(look);
    look();
  });
}

/** What the site is told of a call. */
export function eventOf(call: CallSnapshot): WidgetCall {
  return {
    id: call.callId,
    media: call.media,
    direction: call.outgoing ? 'outgoing' : 'incoming',
    phase: call.phase,
    reason: call.endReason,
    error: call.error,
  };
}

/** What the launcher shows of a call behind a closed panel. */
export type CallSign = 'none' | 'ringing' | 'running';

export function signOf(phase: CallSnapshot['phase']): CallSign {
  if (phase === 'ended') return 'none';
  return phase === 'incoming' ? 'ringing' : 'running';
}
