/** Tells how far this side has come: a little later than now, the furthest only, and nothing that says nothing new. */
import type { Clock } from '../environment.ts';

type Receipt = 'delivered' | 'read';

export interface ReceiptSenderOptions {
  send(receipt: Receipt, seq: number): Promise<unknown>;
  /** How far the server knows us to have come. */
  known(): Record<Receipt, number>;
  clock: Clock;
}

/** Messages that arrive together are acknowledged together; a person does not see the difference. */
const DEBOUNCE_MS = 300;

export class ReceiptSender {
  readonly #options: ReceiptSenderOptions;
  readonly #wanted: Record<Receipt, number> = { delivered: 0, read: 0 };
  #cancel: (() => void) | null = null;
  #sending = false;
  #closed = false;

  constructor(options: ReceiptSenderOptions) {
    this.#options = options;
  }

  note(receipt: Receipt, seq: number): void {
    this.#wanted[receipt] = Math.max(this.#wanted[receipt], seq);
    this.#schedule();
  }

  /** Says at once what was about to be said: who looks at a thread and leaves it has read it. */
  close(): void {
    this.#closed = true;
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = null;
    void this.#flush();
  }

  #schedule(): void {
    if (this.#cancel || this.#sending || this.#closed || !this.#next()) return;
    this.#cancel = this.#options.clock.after(DEBOUNCE_MS, () => {
      this.#cancel = null;
      void this.#flush();
    });
  }

  /** What is read has been delivered: one word for both. */
  #next(): { receipt: Receipt; seq: number } | null {
    const known = this.#options.known();
    const { read, delivered } = this.#wanted;
    if (read > known.read) return { receipt: 'read', seq: read };
    if (delivered > Math.max(known.delivered, known.read)) return { receipt: 'delivered', seq: delivered };
    return null;
  }

  async #flush(): Promise<void> {
    const next = this.#next();
    if (!next) return;
    this.#sending = true;
    try {
      await this.#options.send(next.receipt, next.seq);
    } catch {
      // Refused for good, to a viewer for example: a receipt is never worth an error to anyone.
    } finally {
      this.#sending = false;
    }
    // The answer may be here before the event that tells what the server knows; do not say the same twice.
    this.#wanted[next.receipt] = this.#wanted[next.receipt] === next.seq ? 0 : this.#wanted[next.receipt];
    this.#schedule();
  }
}
