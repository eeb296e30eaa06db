import { LIMITS } from '../contract/wire.ts';

/** Of who writes and stops, and writes and stops, so often is told: nobody looks faster. */
const TELL_MS = 1_000;

/** Calls back once; the result cancels. */
type After = (ms: number, callback: () => void) => () => void;

const byTimer: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** One person in one conversation, for as long as he writes, and a moment after. */
interface Writer {
  isTyping: boolean;
  /** What the others know. */
  told: boolean;
  /** He has said something since others were told. */
  isRepeated: boolean;
  cancelEnd: () => void;
  /** While what changes waits. */
  cancelTell: (() => void) | null;
}

export interface TypingTold {
  /** Here, of changes. */
  listeners: (typing: boolean) => void;
  /** Other nodes, of repetitions as well: they forget as we do. */
  neighbours: (typing: boolean) => void;
}

/**
 * Who writes where. It is over by itself after `typingMs` without a repetition. A change is told at once, unless another
 * was told within the second: then how it is at the end of that second, if that is news.
 */
export class TypingRoom {
  readonly #after: After;
  readonly #writers = new Map<string, Writer>();

  constructor(after: After = byTimer) {
    this.#after = after;
  }

  get size(): number {
    return this.#writers.size;
  }

  set(key: string, typing: boolean, tell: TypingTold): void {
    const known = this.#writers.get(key);
    if (known === undefined && !typing) return;
    const writer = known ?? this.#enter(key);
    writer.cancelEnd();
    writer.isTyping = typing;
    writer.isRepeated = true;
    if (typing) writer.cancelEnd = this.#after(LIMITS.typingMs, () => this.set(key, false, tell));
    this.#tell(key, writer, tell);
  }

  close(): void {
    for (const { cancelEnd, cancelTell } of this.#writers.values()) {
      cancelEnd();
      cancelTell?.();
    }
    this.#writers.clear();
  }

  #enter(key: string): Writer {
    const writer = {
      isTyping: false,
      told: false,
      isRepeated: false,
      cancelEnd: () => undefined,
      cancelTell: null,
    };
    this.#writers.set(key, writer);
    return writer;
  }

  #tell(key: string, writer: Writer, tell: TypingTold): void {
    if (writer.cancelTell !== null) return;
    const { isTyping, isRepeated } = writer;
    const changes = writer.told !== isTyping;
    writer.told = isTyping;
    writer.isRepeated = false;
    if (changes) tell.listeners(isTyping);
    if (changes || (isTyping && isRepeated)) {
      tell.neighbours(isTyping);
      writer.cancelTell = this.#after(TELL_MS, () => {
        writer.cancelTell = null;
        this.#tell(key, writer, tell);
      });
    } else if (!isTyping) this.#writers.delete(key);
  }
}
