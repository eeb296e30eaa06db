/**
 * Carries hints between the processes of one installation. No message carries truth: each may be lost, doubled
 * or late, and a sweep makes good what is lost.
 */
export type BusMessage =
  /** Stream `s` reached seq `n`. */
  | { kind: 'hint'; stream: number; seq: number }
  /** This session was revoked: close its sockets. */
  | { kind: 'revoked'; sessionId: string };

export interface Bus {
  /** Never throws and never waits: a bus that is down drops the message. */
  publish(message: BusMessage): void;
  /** Messages of other processes and of this one. `onGap`: some may have been lost. */
  start(listener: { onMessage(message: BusMessage): void; onGap(): void }): Promise<void>;
  close(): Promise<void>;
}
