/**
 *            act            loaded
 *   cold ─────────▶ loading ───────▶ live
 *    ▲                 │              │
 *    ├──── failed ─────┘              │       destroy, from anywhere ──▶ destroyed
 *    └──── leave ─────────────────────┘
 *
 * Cold costs the page nothing: no socket, no storage, no further request.
 */
export type Phase = 'cold' | 'loading' | 'live' | 'destroyed';
export type PhaseEvent = 'act' | 'loaded' | 'failed' | 'leave' | 'destroy';

export const NEXT_PHASE: Record<Phase, Record<PhaseEvent, Phase>> = {
  cold: { act: 'loading', loaded: 'cold', failed: 'cold', leave: 'cold', destroy: 'destroyed' },
  loading: { act: 'loading', loaded: 'live', failed: 'cold', leave: 'loading', destroy: 'destroyed' },
  live: { act: 'live', loaded: 'live', failed: 'live', leave: 'cold', destroy: 'destroyed' },
  destroyed: { act: 'destroyed', loaded: 'destroyed', failed: 'destroyed', leave: 'destroyed', destroy: 'destroyed' },
};
