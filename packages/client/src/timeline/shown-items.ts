/** A thread's items: the same array while nothing in it has changed, so that a list does not render for a keystroke of the other side. */
import type { OutboxEntry } from '../outbox/outbox-state.ts';
import type { LateTalk } from '../talk/late-talk.ts';
import type { ThreadItem } from '../types.ts';
import { ItemCache, threadItems, type ThreadSources } from './thread-items.ts';

/** What comes anew when it has changed, and only then. */
const COMPARED = ['log', 'notes', 'unsent', 'uploads', 'receipts'] as const satisfies (keyof ThreadSources)[];

export class ShownItems {
  readonly #talk: Pick<LateTalk, 'upon'>;
  readonly #cache = new ItemCache();
  #last: { sources: ThreadSources; items: readonly ThreadItem[] } | null = null;

  constructor(talk: Pick<LateTalk, 'upon'>) {
    this.#talk = talk;
  }

  /** The talk upon them has changed. */
  forget(): void {
    this.#last = null;
  }

  of(now: ThreadSources): readonly ThreadItem[] {
    const last = this.#last;
    const unsent = last !== null && areSame(last.sources.unsent, now.unsent) ? last.sources.unsent : now.unsent;
    const sources = { ...now, unsent };
    if (last !== null && COMPARED.every((part) => last.sources[part] === sources[part])) return last.items;
    const items = this.#talk.upon(threadItems(sources, this.#cache), sources);
    this.#last = { sources, items };
    return items;
  }
}

const areSame = (a: readonly OutboxEntry[], b: readonly OutboxEntry[]): boolean =>
  a.length === b.length && a.every((entry, index) => entry === b[index]);
