/**
 * Relays and what opens them: fresh for each generation, as old credentials open no new relay. Asked for in advance they
 * save a round trip; they are good for an hour, and no call rings for a minute.
 */
import type { IceServer } from '@parley/api/contract/call-views';

export class IceServers {
  readonly #request: () => Promise<IceServer[]>;
  #asked: Promise<IceServer[]> | null = null;

  constructor(request: () => Promise<IceServer[]>) {
    this.#request = request;
  }

  /** For the generation to come. What is refused now (the call is not ours yet) is asked again when it is needed. */
  ask(): Promise<IceServer[]> {
    if (this.#asked) return this.#asked;
    const asked = this.#request();
    this.#asked = asked;
    asked.catch(() => {
      if (this.#asked === asked) this.#asked = null;
    });
    return asked;
  }

  /** The generation has come. */
  take(): Promise<IceServer[]> {
    const asked = this.#asked;
    this.#asked = null;
    return asked ? asked.catch(() => this.#request()) : this.#request();
  }
}
