/**
 * Does anything come? A browser says `disconnected` after six to seven and a half seconds of silence (Chromium); a person
 * wonders after one. A muted microphone sends silence, in packets: while a call stands, some nearly always come. Whose
 * system has taken the microphone away sends none, and is there all the same: its answers to ICE's own questions show it.
 * On hold nobody needs to send: there answers alone count.
 */
import type { Clock } from '../environment.ts';

/** Since the connection was made. */
export interface Received {
  /** Of sound and picture. */
  packets: number;
  /** To connectivity checks. */
  answers: number;
}

export interface PacketWatchOptions {
  clock: Clock;
  received: () => Promise<Received>;
  /** Has either side put the other one on hold? */
  isHeld: () => boolean;
  /** The first packets, and the first after a silence. */
  onFlow: () => void;
  onSilence: () => void;
  /** The first answer since `expectAnswer`. */
  onAnswer: () => void;
}

const LOOK_MS = 200;
/** Forty-five packets of voice; a burst of loss is shorter. Seen at most a look later. */
const SILENCE_MS = 900;
/** A connection that has stood while it rang may be dead since: from the accept the first packets have as long as a slow line needs. */
const FIRST_MS = 3_000;
/** Consent is asked for every six seconds at the latest (RFC 7675). */
const HELD_SILENCE_MS = 7_000;

export class PacketWatch {
  readonly #options: PacketWatchOptions;
  #flows = false;
  #wasHeld = false;
  #answered = false;
  #last: Received = { packets: 0, answers: 0 };
  /** When more packets had come than at the look before. */
  #at: number;
  /** The first packets are due; once, for whoever has no microphone sends none. */
  #due: number | null = null;
  #expected = false;
  #closed = false;
  #cancel: () => void = () => undefined;

  constructor(options: PacketWatchOptions) {
    this.#options = options;
    this.#at = options.clock.now();
    void this.#look();
  }

  /** Have packets come lately, or an answer since one was last expected? */
  get isAlive(): boolean {
    return this.#flows || this.#answered;
  }

  /** ICE begins anew: what was answered before says nothing. */
  expectAnswer(): void {
    this.#answered = false;
  }

  /** Somebody has accepted on this connection. */
  expectPackets(): void {
    if (this.#expected) return;
    this.#expected = true;
    this.#due = this.#options.clock.now() + FIRST_MS;
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { clock, received } = this.#options;
    // A connection that is being closed has no numbers any more.
    const now = await received().catch(() => this.#last);
    if (this.#closed) return;
    this.#compare(now, clock.now());
    if (!this.#closed) this.#cancel = clock.after(LOOK_MS, () => void this.#look());
  }

  #compare({ packets, answers }: Received, at: number): void {
    const { onFlow, onSilence, onAnswer, isHeld } = this.#options;
    const before = this.#last;
    this.#last = { packets, answers };
    const held = isHeld();
    // Who comes back from hold has as long to be heard as anybody.
    if (this.#wasHeld && !held) this.#at = at;
    this.#wasHeld = held;
    if (packets > before.packets || (held && answers > before.answers)) {
      this.#at = at;
      this.#due = null;
      if (!this.#flows) {
        this.#flows = true;
        onFlow();
      }
    } else if (this.#flows && at - this.#at >= (held ? HELD_SILENCE_MS : SILENCE_MS)) {
      this.#flows = false;
      onSilence();
    } else if (this.#due !== null && at >= this.#due && !held) {
      this.#due = null;
      onSilence();
    }
    if (answers > before.answers && !this.#answered) {
      this.#answered = true;
      onAnswer();
    }
  }
}
