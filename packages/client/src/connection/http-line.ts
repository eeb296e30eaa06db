/** The HTTP side of the connection. There is no socket to watch: a request that breaks makes us ask until answered. */
import type { Environment } from '../environment.ts';
import { ParleyError, parleyErrorOf } from '../errors.ts';
import type { ClientErrorCode } from '../types.ts';
import type { Backoff } from './backoff.ts';
import type { RefusalReason } from './connection-state.ts';
import { Gate } from './gate.ts';
import { hello, type Wire } from './transport.ts';

export interface HttpLineOptions {
  url: string;
  headers: () => Record<string, string>;
  environment: Environment;
  backoff: Backoff;
  onWaiting(attempt: number, retryAt: number): void;
  onAttempt(attempt: number): void;
  onProven(wire: Wire): void;
  onLost(): void;
  onRefused(reason: RefusalReason): void;
}

const REFUSALS: Partial<Record<ClientErrorCode, RefusalReason>> = {
  UNAUTHENTICATED: 'unauthenticated',
  IDENTITY_EXPIRED: 'unauthenticated',
  BLOCKED: 'forbidden',
  ORIGIN_NOT_ALLOWED: 'forbidden',
  FORBIDDEN: 'forbidden',
  SUSPENDED: 'suspended',
  PROTOCOL_VERSION: 'protocol',
};

export class HttpLine {
  readonly #options: HttpLineOptions;
  readonly #gate: Gate;
  readonly #closing = new AbortController();
  #wire: Wire | null = null;
  #state: 'opening' | 'up' | 'asking' = 'opening';

  constructor(options: HttpLineOptions) {
    this.#options = options;
    this.#gate = new Gate(options.environment.clock);
  }

  /** One try. Does the server answer over HTTP? */
  async connect(): Promise<boolean> {
    // On a page this code comes from the very server that may be down: then HTTP does not answer either.
    const transport = await import('./transport-http.ts').catch(() => null);
    if (transport === null || this.#closing.signal.aborted) return false;
    this.#wire ??= transport.createHttpWire({
      url: this.#options.url,
      headers: this.#options.headers,
      onTrouble: () => this.verify(),
    });
    return this.#ask(this.#wire);
  }

  /** From here on this line carries the traffic. */
  adopt(): void {
    if (!this.#wire) throw new Error('adopt() before connect()');
    this.#state = 'up';
    this.#options.onProven(this.#wire);
  }

  /** Is the server still there? If not, asks until it is. */
  verify(): void {
    if (this.#state === 'up') void this.#recover();
  }

  tryNow(): void {
    this.#gate.open();
  }

  close(): void {
    this.#closing.abort();
    this.#gate.close(new ParleyError('CLOSED'));
    this.#wire?.close();
  }

  async #recover(): Promise<void> {
    this.#state = 'asking';
    const { backoff, environment } = this.#options;
    let lost = false;
    while (!(await this.connect())) {
      if (this.#closing.signal.aborted) return;
      if (!lost) this.#options.onLost();
      lost = true;
      const { attempt, delayMs } = backoff.next();
      this.#options.onWaiting(attempt, environment.clock.now() + delayMs);
      await this.#gate.wait(delayMs).catch(() => undefined);
      if (this.#closing.signal.aborted) return;
      this.#options.onAttempt(attempt);
    }
    if (lost) this.adopt();
    else this.#state = 'up';
  }

  async #ask(wire: Wire): Promise<boolean> {
    const { clock, timings } = this.#options.environment;
    const timeout = new AbortController();
    const disarm = clock.after(timings.pongMs, () => timeout.abort());
    try {
      await hello(wire.send, AbortSignal.any([timeout.signal, this.#closing.signal]));
      return true;
    } catch (cause) {
      const reason = REFUSALS[parleyErrorOf(cause).code];
      if (reason && !this.#closing.signal.aborted) this.#options.onRefused(reason);
      return false;
    } finally {
      disarm();
    }
  }
}
