/** Quotes, edits and reactions, as far as those pay for them whose messages have none: what reads them is loaded with the first. */
import type { ThreadSources } from '../timeline/thread-items.ts';
import type { ThreadItem } from '../types.ts';
import type { Talk, TalkOptions } from './talk.ts';

/** The code comes from the very server that may be away. */
const AGAIN_MS = 4_000;

export class LateTalk {
  readonly #options: TalkOptions;
  readonly #changed: () => void;
  #talk: Talk | null = null;
  #loading = false;
  #cancelAgain: (() => void) | null = null;

  constructor(options: TalkOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
  }

  /** The items with what has become of them since, once the code for it is there. */
  upon(items: readonly ThreadItem[], sources: ThreadSources): readonly ThreadItem[] {
    if (this.#talk) return this.#talk.upon(items, sources);
    if (sources.log.events.some(isTalk) || sources.unsent.some(isTalk)) this.#load();
    return items;
  }

  /** The log is another one. */
  reset(): void {
    this.#talk = null;
    this.#loading = false;
  }

  close(): void {
    this.#cancelAgain?.();
  }

  #load(): void {
    if (this.#loading) return;
    this.#loading = true;
    import('./talk.ts').then(
      ({ Talk: Loaded }) => {
        this.#talk ??= new Loaded(this.#options, this.#changed);
        this.#changed();
      },
      () => {
        this.#cancelAgain = this.#options.patience.clock.after(AGAIN_MS, () => {
          this.#loading = false;
          this.#changed();
        });
      },
    );
  }
}

const isTalk = (said: object): boolean => 'changeId' in said || 'change' in said || 'replyTo' in said;
