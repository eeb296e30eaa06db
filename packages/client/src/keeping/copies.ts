/** Copies go with what they are copies of: an erased conversation, a project that was left. */
import type { ConversationView } from '@parley/api/contract/views';
import type { InboxCounts, InboxFilter } from '../inbox/inbox-types.ts';
import type { Shelf } from './shelf.ts';

/** Of a list, to show while the server has not answered. */
export interface KeptInbox {
  operatorId: string;
  views: ConversationView[];
  counts: InboxCounts | null;
}

const THREAD = 'thread:';
const INBOX = 'inbox:';
/** As many as the server is asked about at once. */
const MAX_BATCH = 50;

export const threadName = (conversationId: string): string => THREAD + conversationId;
export const inboxName = (projectId: string, filter: InboxFilter): string => `${INBOX}${projectId}:${filter}`;

export class Copies {
  readonly #shelf: Shelf;
  readonly #readable: (conversationIds: string[]) => Promise<string[]>;
  #gone = new Set<string>();
  #isForgetting = false;

  /** @param readable which of these conversations the operator may read */
  constructor(shelf: Shelf, readable: (conversationIds: string[]) => Promise<string[]>) {
    this.#shelf = shelf;
    this.#readable = readable;
  }

  /** Those that come while others go, as when a rule erases many, go together. */
  async forget(conversationId: string): Promise<void> {
    this.#gone.add(conversationId);
    if (this.#isForgetting) return;
    this.#isForgetting = true;
    try {
      await this.#forgetGone();
    } finally {
      this.#isForgetting = false;
    }
  }

  /** Something was taken back in it: what was kept before that goes. What is shown is kept again by whoever shows it. */
  async dropOlder(conversationId: string, seq: number): Promise<void> {
    const isOld = ({ id, lastSeq }: { id: string; lastSeq: number }) => id === conversationId && lastSeq < seq;
    const thread = threadName(conversationId);
    await this.#shelf.update<{ log: { lastSeq: number } }>(thread, (kept) => (kept.log.lastSeq < seq ? null : kept));
    for (const name of await this.#shelf.names()) {
      if (name.startsWith(INBOX)) await this.#shelf.update<KeptInbox>(name, (kept) => without(kept, isOld));
    }
  }

  /** Its lists at once; which of the conversations were its is known by the server. */
  async leave(projectId: string): Promise<void> {
    for (const name of await this.#shelf.names()) {
      if (name.startsWith(`${INBOX}${projectId}:`)) await this.#shelf.drop(name);
    }
    await this.sweep();
  }

  /** What was erased, or left, while nobody was here to hear of it. Without an answer all of it stays until the next time. */
  async sweep(): Promise<void> {
    const asked = await this.#conversations();
    const readable = new Set<string>();
    for (let start = 0; start < asked.length; start += MAX_BATCH) {
      const answer = await this.#readable(asked.slice(start, start + MAX_BATCH)).catch(() => null);
      if (answer === null) return;
      for (const id of answer) readable.add(id);
    }
    const gone = new Set(asked.filter((id) => !readable.has(id)));
    if (gone.size > 0) await this.#drop(gone);
  }

  async #forgetGone(): Promise<void> {
    while (this.#gone.size > 0) {
      const gone = this.#gone;
      this.#gone = new Set();
      await this.#drop(gone);
    }
  }

  async #drop(gone: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#shelf.names()) {
      if (name.startsWith(THREAD) && gone.has(name.slice(THREAD.length))) await this.#shelf.drop(name);
      if (name.startsWith(INBOX))
        await this.#shelf.update<KeptInbox>(name, (kept) => without(kept, ({ id }) => gone.has(id)));
    }
  }

  async #conversations(): Promise<string[]> {
    const ids = new Set<string>();
    for (const name of await this.#shelf.names()) {
      if (name.startsWith(THREAD)) ids.add(name.slice(THREAD.length));
      const kept = name.startsWith(INBOX) ? await this.#shelf.take<KeptInbox>(name) : null;
      for (const { id } of kept?.views ?? []) ids.add(id);
    }
    return [...ids];
  }
}

function without(kept: KeptInbox, isGone: (view: ConversationView) => boolean): KeptInbox | null {
  const views = kept.views.filter((view) => !isGone(view));
  if (views.length === kept.views.length) return kept;
  return views.length === 0 ? null : { ...kept, views };
}
