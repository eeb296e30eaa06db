import type { Wire } from '../messages.ts';

export interface PeerOptions {
  library: 'ws' | 'socket.io';
  store: 'own append' | 'transaction';
  recovers: boolean;
  postgresAdapter: boolean;
}

export interface Contestant {
  name: string;
  wire: Wire;
  /** Null: Parley, the program itself. */
  peer: PeerOptions | null;
}

const peer = (name: string, wire: Wire, options: Partial<PeerOptions>): Contestant => ({
  name,
  wire,
  peer: {
    library: wire === 'raw' ? 'ws' : 'socket.io',
    store: 'own append',
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
