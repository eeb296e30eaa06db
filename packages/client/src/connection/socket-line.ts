/** The WebSocket side of the connection: each attempt waits for its turn, and a hint can bring the turn forward. */
import type { Environment } from '../environment.ts';
import { ParleyError } from '../errors.ts';
import type { Backoff } from './backoff.ts';
import { Gate } from './gate.ts';
import type { Wire } from './transport.ts';
import { createWebSocketWire, type WebSocketWire } from './transport-websocket.ts';

export interface SocketLineOptions {
  url: string;
  params: () => Record<string, string>;
  environment: Environment;
  backoff: Backoff;
  onWaiting(attempt: number, retryAt: number): void;
  onAttempt(attempt: number): void;
  onProven(wire: Wire): void;
  onLost(): void;
  onClosed(event: { code: number; reason: string; proven: boolean }): void;
}

export class SocketLine {
  readonly #options: SocketLineOptions;
  readonly #gate: Gate;
  readonly #wire: WebSocketWire;
  #first = true;
  #closed = false;

  constructor(options: SocketLineOptions) {
    this.#options = options;
    const { clock, timings } = options.environment;
    this.#gate = new Gate(clock);
    const ifOpen = (callback: () => void) => {
      if (!this.#closed) callback();
    };
    this.#wire = createWebSocketWire({
      url: options.url,
      params: options.params,
      clock,
      timings,
      gate: () => this.#turn(),
      onProven: () => ifOpen(() => options.onProven(this.#wire)),
      onLost: () => ifOpen(() => options.onLost()),
      onSocketClosed: (event) => ifOpen(() => options.onClosed(event)),
    });
  }

  /** The very first attempt is somebody's click, which is jitter enough; each later one follows a failure of many. */
  async #turn(): Promise<void> {
    if (this.#first) {
      this.#first = false;
      return;
    }
    const { backoff, environment } = this.#options;
    const { attempt, delayMs } = backoff.next();
    this.#options.onWaiting(attempt, environment.clock.now() + delayMs);
    await this.#gate.wait(delayMs);
    this.#options.onAttempt(attempt);
  }

  tryNow(): void {
    this.#gate.open();
  }

  verify(answerMs?: number): void {
    this.#wire.verify(answerMs);
  }

  close(): void {
    this.#closed = true;
    this.#gate.close(new ParleyError('CLOSED'));
    this.#wire.close();
  }
}
