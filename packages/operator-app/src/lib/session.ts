import {
  browserStorage,
  createOperatorClient,
  deviceNetwork,
  type Network,
  type OperatorClient,
  type Store,
} from '@parley/client';
import { createContext, useContext } from 'react';
import type { DesktopHost } from '../desktop/desktop-host.ts';
import { takeDeviceId } from './device-id.ts';
import { readStored, writeStored } from './device-storage.ts';
import { createValueStore } from './value-store.ts';

/**
 *   signed-out ──signIn──▶ signed-in (owns the one client of this page)
 *        ▲                     │
 *        └─signOut · refused───┘
 */
export type SessionState =
  /** `ended`: the server refused a token that worked before, so the person is told why. */
  { state: 'signed-out'; ended: boolean } | { state: 'signed-in'; client: OperatorClient };

export interface Session extends Store<SessionState> {
  /** Takes the opaque token that `account.login` and `account.register` return. It never stands in a URL. */
  signIn(operatorId: string, token: string): void;
  signOut(): void;
}

/** `<operator id> <token>`: neither has a space. */
const KEY = 'parley.session';

export function createSession(serverUrl: string, host: DesktopHost): Session {
  const environment = { network: wakingWith(host) };
  const store = createValueStore<SessionState>({ state: 'signed-out', ended: false });
  const deviceId = takeDeviceId();

  const leave = (ended: boolean) => {
    const before = store.getSnapshot();
    writeStored(KEY, null);
    store.set({ state: 'signed-out', ended });
    if (before.state !== 'signed-in') return;
    // Another person may sit here next.
    void before.client.shelf.clear();
    void before.client.close();
  };

  const enter = (operatorId: string, sessionToken: string) => {
    // Unsent messages are kept per operator: the next one at this browser must not send them.
    const storage = browserStorage(`operator:${operatorId}`);
    const client = createOperatorClient({
      serverUrl,
      sessionToken,
      storage,
      environment,
      ...(deviceId && { deviceId }),
    });
    client.connection.subscribe(() => {
      const connection = client.connection.getSnapshot();
      if (connection.state === 'closed' && connection.reason === 'unauthenticated') leave(true);
    });
    store.set({ state: 'signed-in', client });
  };

  const [operatorId, token] = readStored(KEY)?.split(' ') ?? [];
  if (operatorId && token) enter(operatorId, token);

  return {
    subscribe: store.subscribe,
    getSnapshot: store.getSnapshot,
    signIn(id, sessionToken) {
      writeStored(KEY, `${id} ${sessionToken}`);
      enter(id, sessionToken);
    },
    signOut: () => leave(false),
  };
}

/** After sleep a socket looks as it did before, and is often dead: the client asks at once. */
function wakingWith(host: DesktopHost): Network {
  return {
    isOnline: () => deviceNetwork.isOnline(),
    onHint(listener) {
      const stops = [deviceNetwork.onHint(listener), host.onWake(() => listener('woke'))];
      return () => stops.forEach((stop) => stop());
    },
  };
}

export const SessionContext = createContext<Session | null>(null);
export const ClientContext = createContext<OperatorClient | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside of SessionContext');
  return session;
}

/** The signed-in operator's client. */
export function useClient(): OperatorClient {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('useClient is used outside of ClientContext');
  return client;
}
