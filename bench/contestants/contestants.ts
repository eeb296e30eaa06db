import type { Wire } from '../messages.ts';

export interface PeerOptions {
  library: 'ws' | 'socket.io';
  store: 'own append' | 'transaction';
  /** A row for each signal, committed before it is passed on. */
  storesSignals: boolean;
  recovers: boolean;
  postgresAdapter: boolean;
}

export interface Contestant {
  name: string;
  wire: Wire;
  /** Null: Parley, the program itself, or no server at all. */
  peer: PeerOptions | null;
}

const peer = (name: string, wire: Wire, options: Partial<PeerOptions>): Contestant => ({
  name,
  wire,
  peer: {
    library: wire === 'raw' ? 'ws' : 'socket.io',
    store: 'own append',
    storesSignals: false,
    recovers: false,
    postgresAdapter: false,
    ...options,
  },
});

export const PARLEY: Contestant = { name: 'Parley', wire: 'parley', peer: null };
export const SOCKET_IO_TXN = peer('Socket.IO, a transaction per message', 'socket.io', { store: 'transaction' });
export const SOCKET_IO = peer('Socket.IO on our append', 'socket.io', {});
export const SOCKET_IO_CSR = peer('Socket.IO on our append, connection-state recovery', 'socket.io', {
  recovers: true,
});
export const SOCKET_IO_PG = peer('Socket.IO on our append, Postgres adapter', 'socket.io', { postgresAdapter: true });
export const RAW = peer('raw ws on our append', 'raw', {});
export const SOCKET_IO_RELAY = peer('Socket.IO, signals passed on from memory', 'socket.io', {});
export const SOCKET_IO_STORED = peer('Socket.IO, a row for each signal', 'socket.io', { storesSignals: true });
export const RAW_RELAY = peer('raw ws, signals passed on from memory', 'raw', {});
export const RAW_STORED = peer('raw ws, a row for each signal', 'raw', { storesSignals: true });
/** The append statement, driven from where the server would be. */
export const POSTGRES: Contestant = { name: 'Postgres alone', wire: 'none', peer: null };
