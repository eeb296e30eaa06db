/** Who connects calls, by what page, and on whose signaling. */
export const CONTESTANTS = {
  parley: { name: 'Parley', page: 'parley' },
  peerjs: { name: 'PeerJS + peerjs-server', page: 'peerjs' },
  'simple-peer': { name: 'simple-peer + a ws relay', page: 'simple-peer' },
} as const;

export type ContestantName = keyof typeof CONTESTANTS;

export const NAMES = ['parley', 'peerjs', 'simple-peer'] as const satisfies readonly ContestantName[];

interface Way {
  name: string;
  relayOnly: boolean;
  connectsEarly: boolean;
  who: readonly ContestantName[];
}

/** How the two may be connected. */
export const WAYS = {
  straight: { name: 'trickle, any way', relayOnly: false, connectsEarly: false, who: NAMES },
  relay: { name: 'relay only', relayOnly: true, connectsEarly: false, who: NAMES },
  // A project's option; the peers have nothing like it.
  early: { name: 'connecting while it rings', relayOnly: true, connectsEarly: true, who: ['parley'] },
} as const satisfies Record<string, Way>;

export type WayName = keyof typeof WAYS;

export const contestantsOf = (way: WayName, wanted: readonly ContestantName[]): ContestantName[] =>
  wanted.filter((name) => WAYS[way].who.some((each) => each === name));
