/** Who connects calls, by what page, and on whose signaling. */
export const CONTESTANTS = {
  parley: { name: 'Parley', page: 'parley' },
  peerjs: { name: 'PeerJS + peerjs-server', page: 'peerjs' },
  'simple-peer': { name: 'simple-peer + a ws relay', page: 'simple-peer' },
} as const;

export type ContestantName = keyof typeof CONTESTANTS;

/** How the two may be connected. */
export const WAYS = {
  straight: { name: 'trickle, any way', relayOnly: false },
  relay: { name: 'relay only', relayOnly: true },
} as const;

export type WayName = keyof typeof WAYS;
