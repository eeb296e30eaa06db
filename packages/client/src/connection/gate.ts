import type { Clock } from '../environment.ts';

/** Holds back the next attempt until its time has come, or until a hint says that it is worth trying now. */
export class Gate {
  readonly #clock: Clock;
  #pass: ((error: Error | null) => void) | null = null;
  #closed: Error | null = null;
  /** A hint came while nobody waited: it counts for the next one. */
  #ajar = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wait(ms: number): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (this.#ajar) {
      this.#ajar = false;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ms, () => this.#pass?.(null));
      this.#pass = (error) => {
        cancel();
        this.#pass = null;
        if (error) reject(error);
        else resolve();
      };
    });
  }

  /** Lets whoever waits through now, or the next one. */
  open(): void {
    if (this.#pass) this.#pass(null);
    else this.#ajar = true;
  }

  /** Turns away whoever waits, and all who come later. */
  close(error: Error): void {
    this.#closed = error;
    this.#pass?.(error);
  }
}
