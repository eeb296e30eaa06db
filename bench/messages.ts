/** What the processes of a run tell each other, as JSON text over their IPC channels. */

/** What a generator does, and how hard. Times in ms, rates per second. */
export type Scenario =
  | { kind: 'chat'; conversations: number; window: number; rate: number | null; warmMs: number; measureMs: number }
  | { kind: 'fanout'; readers: number; window: number; warmMs: number; measureMs: number }
  | { kind: 'idle'; connections: number; settleMs: number }
  | { kind: 'storm'; clients: number; missed: number; bystanders: { conversations: number; rate: number } }
  | { kind: 'signal'; calls: number; window: number; warmMs: number; measureMs: number }
  | { kind: 'append'; batch: number; lanes: number; warmMs: number; measureMs: number }
  | { kind: 'start'; again: boolean };

/** `none`: straight to Postgres, without a server. */
export type Wire = 'parley' | 'socket.io' | 'raw' | 'none';

export interface Assignment {
  wire: Wire;
  /** Of the servers; connections go round. */
  ports: number[];
  databaseUrl: string;
  /** Socket.IO: take up the session, and give the offset of the last packet. */
  recovers: boolean;
  scenario: Scenario;
}

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** What a generator found; only what its scenario has. */
export interface Findings {
  /** The first thing that was not as it must be: the run is void. */
  fault: string | null;
  seconds: number;
  /** Deliveries that came before an earlier one of their conversation, or twice. Parley promises none. */
  disorder?: number;
  acks?: number;
  deliveries?: number;
  ackMs?: Percentiles;
  deliveryMs?: Percentiles;
  /** Bytes of resident memory per connection. */
  bytesPerConnection?: number;
  /** Until the last has caught up. */
  caughtUpMs?: number;
  signals?: number;
  roundTripMs?: Percentiles;
  /** Processor time of the generator between the marks: near `seconds`, it would be what was measured. */
  generatorSeconds?: number;
}

/** From the generator to the run: `mark` and `memory` are answered. */
export type FromGenerator =
  | { type: 'mark'; name: 'start' | 'stop' }
  | { type: 'memory' }
  | { type: 'findings'; findings: Findings };
export type ToGenerator = { type: 'marked' } | { type: 'memory'; bytes: number };

/** From the run to a server's probe, and back. */
export type ToProbe = { type: 'usage' } | { type: 'memory' } | { type: 'profile'; on: boolean; file: string };
export type FromProbe = { type: 'usage'; cpuSeconds: number } | { type: 'memory'; bytes: number } | { type: 'profile' };

/** @throws Error when it is no text, which only a stranger would send. */
export function asText(text: unknown): string {
  if (typeof text !== 'string') throw new Error('not a message of the benchmark');
  return text;
}
