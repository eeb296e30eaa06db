/** What the client takes from its surroundings, injected so that tests own time, chance and the network's hints. */

export interface Clock {
  now(): number;
  /** Calls back once after `ms`; the result cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** What the device says about itself. Hints only: they make us look, never believe. `woke`: it has slept, which a page has to find out for itself. */
export type NetworkHint = 'online' | 'offline' | 'visible' | 'woke';

export interface Network {
  /** False only when the device is sure that it has no network. */
  isOnline(): boolean;
  onHint(listener: (hint: NetworkHint) => void): () => void;
}

export interface Timings {
  /** The client pings after this much silence; below the 25 s of the server and the 60 s of most proxies. */
  keepAliveMs: number;
  /** No answer to a ping within this time: the socket is dead. tRPC's 1 s kills slow links that still work. */
  pongMs: number;
  /** A WebSocket that has not opened by then counts as blocked. */
  connectMs: number;
  /** While on HTTP, WebSocket is tried again about this often. */
  probeMs: number;
}

export const DEFAULT_TIMINGS: Timings = { keepAliveMs: 20_000, pongMs: 10_000, connectMs: 10_000, probeMs: 30_000 };

export interface Environment {
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  network: Network;
  timings: Timings;
}

export function defaultEnvironment(overrides: Partial<Environment> = {}): Environment {
  return {
    clock: systemClock,
    random: Math.random,
    network: deviceNetwork,
    timings: DEFAULT_TIMINGS,
    ...overrides,
  };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Browsers tell; where nobody tells (Node), the device counts as online and never hints. */
export const deviceNetwork: Network = {
  isOnline() {
    // Node has a navigator that does not know.
    const known: boolean | undefined = globalThis.navigator?.onLine;
    return known ?? true;
  },
  onHint(listener) {
    if (typeof document === 'undefined' || typeof window === 'undefined') return () => undefined;
    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener('online', () => listener('online'), { signal });
    window.addEventListener('offline', () => listener('offline'), { signal });
    const whenVisible = () => {
      if (document.visibilityState === 'visible') listener('visible');
    };
    document.addEventListener('visibilitychange', whenVisible, { signal });
    // A page that comes back from the back/forward cache has lost its socket without an event.
    window.addEventListener('pageshow', whenVisible, { signal });
    return () => controller.abort();
  },
};
