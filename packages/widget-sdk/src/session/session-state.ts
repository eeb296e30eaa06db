/**
 *   starting ──started──▶ empty ──write──▶ opening ──opened──▶ live
 *      │  ▲                 ▲                 │
 *      │  └──retry── failed │◀───openFailed───┘
 *      └──refused──▶   ▲
 *      └──resumed (there is a conversation already)──▶ live
 *
 * A visitor who only looks has no conversation: operators would see empty ones otherwise.
 */
export type SessionState = 'starting' | 'empty' | 'opening' | 'live' | 'failed';
export type SessionEvent = 'started' | 'resumed' | 'refused' | 'retry' | 'write' | 'opened' | 'openFailed';

export const NEXT_SESSION: Record<SessionState, Record<SessionEvent, SessionState>> = {
  starting: {
    started: 'empty',
    resumed: 'live',
    refused: 'failed',
    retry: 'starting',
    write: 'starting',
    opened: 'starting',
    openFailed: 'starting',
  },
  empty: {
    started: 'empty',
    resumed: 'live',
    refused: 'failed',
    retry: 'empty',
    write: 'opening',
    opened: 'live',
    openFailed: 'empty',
  },
  opening: {
    started: 'opening',
    resumed: 'live',
    refused: 'failed',
    retry: 'opening',
    write: 'opening',
    opened: 'live',
    openFailed: 'empty',
  },
  live: {
    started: 'live',
    resumed: 'live',
    refused: 'failed',
    retry: 'live',
    write: 'live',
    opened: 'live',
    openFailed: 'live',
  },
  failed: {
    started: 'failed',
    resumed: 'failed',
    refused: 'failed',
    retry: 'starting',
    write: 'failed',
    opened: 'failed',
    openFailed: 'failed',
  },
};
