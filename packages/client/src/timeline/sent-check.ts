/**
 * Holds what was acknowledged against the log as it is read. A failover may lose an event that no reader has seen
 * yet, or whose reader has been closed since: then no cursor fails and no `reset` comes, and only whoever was given
 * the acknowledgement can know that something is missing (EL4).
 */
import type { Clock } from '../environment.ts';
import type { OutboxEntry } from '../outbox/outbox-state.ts';
import type { StreamLog } from './stream-log.ts';

/** Delivery is late by 2 s at most (EL5); to offer again too early costs a request, and nothing is stored twice (EL6). */
const DOUBT_MS = 5_000;

/** A message, a change of one, or a note; other events have no id of ours. */
type Said = { seq: number; type: string } & Partial<Record<'messageId' | 'noteId' | 'changeId', string>>;

export interface SentCheckOptions {
  clock: Clock;
  /** Null while it is being loaded. */
  log(): StreamLog<Said> | null;
  /** What was said into this stream. */
  entries(): readonly OutboxEntry[];
  offerAgain(): void;
}

export class SentCheck {
  readonly #options: SentCheckOptions;
  #cancel: (() => void) | null = null;
  /** Since it offered: the answers need time to come, and a server that goes on to confuse ids must not be flooded. */
  #cancelRest: (() => void) | null = null;

  constructor(options: SentCheckOptions) {
    this.#options = options;
  }

  /** To be called when the log or the outbox has changed. */
  look(): void {
    if (this.#cancelRest) return;
    const standings = this.#standings();
    if ([...standings.values()].includes('lost')) return this.#offer();
    const unread = [...standings].flatMap(([id, standing]) => (standing === 'unread' ? id : []));
    if (unread.length === 0) this.#endDoubt();
    else this.#cancel ??= this.#options.clock.after(DOUBT_MS, () => this.#doubt(unread));
  }

  close(): void {
    this.#endDoubt();
    this.#cancelRest?.();
  }

  #endDoubt(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #doubt(unread: readonly string[]): void {
    this.#cancel = null;
    const standings = this.#standings();
    if (unread.some((id) => standings.get(id) === 'unread')) this.#offer();
    this.look();
  }

  #offer(): void {
    this.#cancelRest = this.#options.clock.after(DOUBT_MS, () => {
      this.#cancelRest = null;
      this.look();
    });
    // Changes the outbox, whose listener looks again.
    this.#options.offerAgain();
  }

  #standings(): Map<string, Standing> {
    const log = this.#options.log();
    const standings = new Map<string, Standing>();
    if (log === null) return standings;
    for (const entry of this.#options.entries()) {
      if (entry.phase.name === 'sent') standings.set(entry.id, standingOf(entry, entry.phase.seq, log));
    }
    return standings;
  }
}

/** `unknown`: before the part that is loaded. */
type Standing = 'there' | 'unread' | 'lost' | 'unknown';

function standingOf(entry: OutboxEntry, seq: number, { events, lastSeq }: StreamLog<Said>): Standing {
  if (seq > lastSeq) return 'unread';
  // Seqs have no holes, so the place follows from the first.
  const event = events[seq - (events[0]?.seq ?? 0)];
  if (event === undefined) return 'unknown';
  return isWhatWasSaid(entry, event) ? 'there' : 'lost';
}

function isWhatWasSaid({ id, change, phase }: OutboxEntry, event: Said): boolean {
  if (!change) return event.changeId === undefined && (event.messageId ?? event.noteId) === id;
  if (event.changeId === id) return true;
  if (event.messageId !== change.messageId) return false;
  // Who deletes what is deleted, or reacts as he has reacted, is answered with that.
  if (change.type === 'delete') return event.type === 'message.deleted';
  return change.type === 'react' && phase.name === 'sent' && phase.duplicate;
}
