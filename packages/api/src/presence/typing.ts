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
  /** What he is writing, where that is told. */
  text: string | undefined;
  toldText: string | undefined;
  /** Of his last word. */
  tell: TypingTold;
  /** What the others know. */
  told: boolean;
  /** He has said something since others were told. */
  isRepeated: boolean;
  cancelEnd: () => void;
  /** While what changes waits. */
  cancelTell: (() => void) | null;
}

export interface TypingTold {
  /** Here, of changes. `turned`: he begins or ends; otherwise it is the text alone. */
  listeners: (typing: boolean, text: string | undefined, turned: boolean) => void;
  /** Other nodes, of repetitions as well: they forget as we do. */
  neighbours: (typing: boolean, text: string | undefined) => void;
}

/**
 * Who writes where, or looks. It is over by itself after `typingMs`, or `lookingMs`, without a repetition. A change is told at once, unless another
 * was told within the second: then how it is at the end of that second, if that is news.
 */
export class TypingRoom {
  readonly #after: After;
  readonly #lifeMs: number;
  readonly #writers = new Map<string, Writer>();

  constructor(after: After = byTimer, lifeMs: number = LIMITS.typingMs) {
    this.#after = after;
    this.#lifeMs = lifeMs;
  }

  get size(): number {
    return this.#writers.size;
  }

  set(key: string, typing: boolean, tell: TypingTold, text?: string): void {
    const known = this.#writers.get(key);
    if (known === undefined && !typing) return;
    const writer = known ?? this.#enter(key, tell);
    writer.tell = tell;
    writer.text = typing ? text : undefined;
    writer.cancelEnd();
    writer.isTyping = typing;
    writer.isRepeated = true;
    if (typing) writer.cancelEnd = this.#after(this.#lifeMs, () => this.set(key, false, tell));
    this.#tell(key, writer);
  }

  close(): void {
    for (const { cancelEnd, cancelTell } of this.#writers.values()) {
      cancelEnd();
      cancelTell?.();
    }
    this.#writers.clear();
  }

  #enter(key: string, tell: TypingTold): Writer {
    const writer: Writer = {
      isTyping: false,
      text: undefined,
      toldText: undefined,
      tell,
      told: false,
      isRepeated: false,
      cancelEnd: () => undefined,
      cancelTell: null,
    };
    this.#writers.set(key, writer);
    return writer;
  }

  #tell(key: string, writer: Writer): void {
    if (writer.cancelTell !== null) return;
    const { isTyping, isRepeated, text, tell } = writer;
    const turned = writer.told !== isTyping;
    const changes = turned || writer.toldText !== text;
    writer.told = isTyping;
    writer.toldText = text;
    writer.isRepeated = false;
    if (changes) tell.listeners(isTyping, text, turned);
    if (changes || (isTyping && isRepeated)) {
      tell.neighbours(isTyping, text);
      writer.cancelTell = this.#after(TELL_MS, () => {
        writer.cancelTell = null;
        this.#tell(key, writer);
      });
    } else if (!isTyping) this.#writers.delete(key);
  }
}
