/**
 * The stream of a call begins with all that has been. A page that was loaded anew has nothing of the connection that it
 * tells of: it asks for another one, and what was said before the server took that in is the past.
 */
import type { RecordedCallEvent } from '@parley/api/contract/events';

export class History {
  readonly #pass: (event: RecordedCallEvent) => void;
  /** While the server's answer is awaited, nobody knows what is past. */
  #waiting: RecordedCallEvent[] | null = null;
  /** Of what we have asked for; the state that it made stands right before it. */
  #asked = 0;

  /** @param pass takes what is of the present */
  constructor(pass: (event: RecordedCallEvent) => void) {
    this.#pass = pass;
  }

  hear(event: RecordedCallEvent): void {
    if (this.#waiting) this.#waiting.push(event);
    else if (event.seq >= this.#asked - (event.type === 'state' ? 1 : 0)) this.#pass(event);
  }

  /** Everything before the answer's `seq` is past. */
  async endWith(answer: Promise<{ seq: number }>): Promise<void> {
    this.#waiting = [];
    try {
      this.#asked = (await answer).seq;
    } finally {
      const waiting = this.#waiting;
      this.#waiting = null;
      for (const event of waiting) this.hear(event);
    }
  }
}
