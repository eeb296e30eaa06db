/**
 * Do packets come? A browser says `disconnected` after six to seven and a half seconds of silence (Chromium); a person
 * wonders after one. A muted microphone sends silence, in packets: while a call stands, some always come.
 */
import type { Clock } from '../environment.ts';

export interface PacketWatchOptions {
  clock: Clock;
  /** How many have come so far. */
  count: () => Promise<number>;
  /** The first ones, and the first after a silence. */
  onFlow: () => void;
  onSilence: () => void;
}

const LOOK_MS = 200;
/** Forty-five packets of voice; a burst of loss is shorter. Seen at most a look later. */
const SILENCE_MS = 900;

export class PacketWatch {
  readonly #options: PacketWatchOptions;
  #flows = false;
  #count = 0;
  /** When more had come than at the look before. */
  #at: number;
  #closed = false;
  #cancel: () => void = () => undefined;

  constructor(options: PacketWatchOptions) {
    this.#options = options;
    this.#at = options.clock.now();
    void this.#look();
  }

  /** Have packets come lately? */
  get flows(): boolean {
    return this.#flows;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { clock, count, onFlow, onSilence } = this.#options;
    // A connection that is being closed has no numbers any more.
    const counted = await count().catch(() => this.#count);
    if (this.#closed) return;
    const now = clock.now();
    if (counted > this.#count) {
      this.#count = counted;
      this.#at = now;
      if (!this.#flows) {
        this.#flows = true;
        onFlow();
      }
    } else if (this.#flows && now - this.#at >= SILENCE_MS) {
      this.#flows = false;
      onSilence();
    }
    if (!this.#closed) this.#cancel = clock.after(LOOK_MS, () => void this.#look());
  }
}
