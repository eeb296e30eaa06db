/**
 * What the user wants to say and the server has not acknowledged. One entry is on its way per conversation,
 * so the order written is the order stored (CV1); each is sent under its own id until it is answered (EL6).
 */
import type { SendResult } from '@parley/api/contract/views';
import { v7 as uuidv7 } from 'uuid';
import { beforeRetry, type Patience } from '../connection/until-answered.ts';
import { ParleyError, parleyErrorOf } from '../errors.ts';
import { Value } from '../store.ts';
import type { ClientErrorCode, KeyValueStore } from '../types.ts';
import type { Files } from '../files/files.ts';
import { advance, KEEP_SENT_MS, type OutboxEntry, type OutboxEvent } from './outbox-state.ts';
import { deleteEntries, deleteEntry, loadEntries, saveEntry } from './outbox-storage.ts';

export interface Acknowledgement {
  seq: number;
  duplicate: boolean;
}

export interface OutboxOptions extends Patience {
  storage: KeyValueStore;
  files: Pick<Files, 'take' | 'resume' | 'ready' | 'again' | 'cancel' | 'forget' | 'forgetOwn' | 'forgetAll'>;
  /** Sends one entry; rejects with what `parleyErrorOf` understands. */
  deliver(entry: OutboxEntry): Promise<SendResult>;
}

/** With these the session is over, not the message: it waits for a client that may send it. */
const NOT_THE_MESSAGE = new Set<string>(['CLOSED', 'UNAUTHENTICATED', 'IDENTITY_EXPIRED']);

export class Outbox {
  readonly #options: OutboxOptions;
  /** All entries, in the order written. */
  readonly #entries = new Value<readonly OutboxEntry[]>([]);
  readonly #waiting = new Map<string, PromiseWithResolvers<Acknowledgement>>();
  /** Lanes that have an entry on its way or wait to try again. */
  readonly #busy = new Set<string>();
  /** Those for whose sake something was brought again: once, because something else may be missing. */
  readonly #helped = new Set<string>();
  readonly #closing = new AbortController();
  /** Grows when all of it is dropped. */
  #drops = 0;
  /** The last write: what is forgotten must not be written after it. */
  #saving: Promise<void> = Promise.resolve();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  readonly subscribe = this.#entries.subscribe;
  readonly getSnapshot = this.#entries.getSnapshot;

  /** Takes up what an earlier page left unsent. */
  async resume(): Promise<void> {
    const drops = this.#drops;
    const stored = await loadEntries(this.#options.storage, this.#options.clock.now());
    // Whoever has gone meanwhile has nothing to say any more.
    if (drops !== this.#drops) return;
    const known = new Set(this.getSnapshot().map((entry) => entry.id));
    this.#entries.set([...stored.filter((entry) => !known.has(entry.id)), ...this.getSnapshot()]);
    const entries = this.getSnapshot();
    await this.#options.files.resume(new Map(entries.flatMap(filesOf)));
    for (const { id } of entries) {
      const entry = this.#find(id);
      if (!entry) continue;
      if (entry.phase.name === 'uploading' && !known.has(entry.id)) void this.#bring(entry, 'ready');
      else this.#run(laneOf(entry));
    }
  }

  add(
    kind: OutboxEntry['kind'],
    conversationId: string,
    text: string,
    files: readonly string[] = [],
    more: Pick<OutboxEntry, 'replyTo' | 'mentions' | 'change'> = {},
  ): { id: string; acknowledged: Promise<Acknowledgement> } {
    const { clock } = this.#options;
    const entry: OutboxEntry = {
      kind,
      id: uuidv7(),
      conversationId,
      text,
      ...(files.length === 0 ? {} : { files }),
      ...more,
      writtenAt: clock.now(),
      phase: { name: files.length === 0 ? 'queued' : 'uploading' },
    };
    const waiting = Promise.withResolvers<Acknowledgement>();
    this.#waiting.set(entry.id, waiting);
    // Most callers look at the thread, which shows a failure; for them the promise must not count as unhandled.
    waiting.promise.catch(() => undefined);
    this.#options.files.take(files);
    this.#entries.set([...this.getSnapshot(), entry]);
    void this.#save(entry).then(() => (files.length === 0 ? this.#run(laneOf(entry)) : this.#bring(entry, 'ready')));
    return { id: entry.id, acknowledged: waiting.promise };
  }

  retry(id: string): void {
    const failed = this.#find(id);
    if (failed?.files) return this.#bringAgain(failed);
    const entry = this.#advance(id, { type: 'retry' });
    if (entry) this.#run(laneOf(entry));
  }

  /** Drops an entry that has failed. */
  discard(id: string): void {
    const { phase, files = [] } = this.#find(id) ?? {};
    if (phase?.name !== 'failed') return;
    this.#options.files.cancel(files);
    this.#drop(id);
  }

  /** The log lost its tail: what was acknowledged lately is offered again, under the old ids and in the old order (EL4). */
  offerAgain(conversationId: string, kind: OutboxEntry['kind']): void {
    const lane = laneOf({ conversationId, kind });
    for (const entry of this.getSnapshot()) {
      if (laneOf(entry) !== lane) continue;
      // Its files may be in the lost tail as well.
      if (entry.files && entry.phase.name === 'sent') this.#bringAgain(entry);
      else this.#advance(entry.id, { type: 'reset' });
    }
    this.#run(lane);
  }

  /** Nobody hears any more of what was on its way, and it is not kept. */
  async drop(): Promise<void> {
    const entries = this.getSnapshot();
    this.#drops += 1;
    this.#entries.set([]);
    for (const { reject } of this.#waiting.values()) reject(new ParleyError('CLOSED'));
    this.#waiting.clear();
    await this.#options.files.forgetOwn();
    await this.#saving;
    for (const { id } of entries) await deleteEntry(this.#options.storage, id);
  }

  /** Also what other tabs have left there. */
  async forget(): Promise<void> {
    await this.drop();
    await deleteEntries(this.#options.storage);
    await this.#options.files.forgetAll();
  }

  close(): void {
    this.#closing.abort();
  }

  #bringAgain({ id }: OutboxEntry): void {
    const entry = this.#advance(id, { type: 'upload' });
    if (entry?.phase.name === 'uploading') void this.#bring(entry, 'again');
  }

  /** The server sweeps files that have waited for their message for a day. */
  #mayBringAgain({ id, files }: OutboxEntry): boolean {
    return files !== undefined && this.#isFirstHelp(id);
  }

  /** A change of what was acknowledged a moment ago: the log has lost its tail, and nobody else knows it yet. */
  #mayOfferAgain({ id, change }: OutboxEntry): boolean {
    return change !== undefined && this.#find(change.messageId)?.phase.name === 'sent' && this.#isFirstHelp(id);
  }

  #isFirstHelp(id: string): boolean {
    const isFirst = !this.#helped.has(id);
    this.#helped.add(id);
    return isFirst;
  }

  /** Words that are written meanwhile do not wait for it: it stands in line when its files have arrived. */
  async #bring({ id, files = [], ...entry }: OutboxEntry, how: 'ready' | 'again'): Promise<void> {
    try {
      await this.#options.files[how](files);
      this.#advance(id, { type: 'arrived' });
    } catch (cause) {
      const error = parleyErrorOf(cause);
      if (NOT_THE_MESSAGE.has(error.code)) return;
      this.#refuse(id, error);
    }
    this.#run(laneOf(entry));
  }

  #run(lane: string): void {
    if (this.#busy.has(lane) || this.#closing.signal.aborted) return;
    this.#busy.add(lane);
    void this.#drain(lane);
  }

  async #drain(lane: string): Promise<void> {
    let failures = 0;
    for (let entry = this.#nextOf(lane); entry; entry = this.#nextOf(lane)) {
      const error = await this.#send(entry);
      if (!error) failures = 0;
      else if (NOT_THE_MESSAGE.has(error.code)) break;
      else if (error.retry) await beforeRetry(error, failures++, this.#options, this.#closing.signal);
    }
    // In the same turn in which nothing was left: an entry added later starts the lane again.
    this.#busy.delete(lane);
  }

  #nextOf(lane: string): OutboxEntry | undefined {
    this.#dropExpired();
    if (this.#closing.signal.aborted) return undefined;
    const isNext = (each: OutboxEntry): boolean =>
      laneOf(each) === lane && each.phase.name === 'queued' && !this.#isBeforeItsMessage(each);
    return this.getSnapshot().find(isNext);
  }

  /** Is it a change of what is still on its way to the line? The server would know nothing of that. */
  #isBeforeItsMessage({ change }: OutboxEntry): boolean {
    return change !== undefined && this.#find(change.messageId)?.phase.name === 'uploading';
  }

  async #send(entry: OutboxEntry): Promise<ParleyError | null> {
    this.#advance(entry.id, { type: 'picked' });
    try {
      const result = await this.#options.deliver(entry);
      this.#advance(entry.id, { type: 'acknowledged', result, at: this.#options.clock.now() });
      if (entry.change?.type === 'delete') this.#dropWordsOf(entry.change.messageId);
      this.#waiting.get(entry.id)?.resolve({ seq: result.seq, duplicate: result.duplicate });
      this.#waiting.delete(entry.id);
      return null;
    } catch (cause) {
      const error = parleyErrorOf(cause);
      const final = !error.retry && !NOT_THE_MESSAGE.has(error.code);
      if (error.code === 'NOT_FOUND' && this.#mayBringAgain(entry)) this.#bringAgain(entry);
      else if (error.code === 'NOT_FOUND' && this.#mayOfferAgain(entry)) {
        this.#advance(entry.id, { type: 'unanswered' });
        this.offerAgain(entry.conversationId, entry.kind);
      } else if (final) this.#refuse(entry.id, error);
      else this.#advance(entry.id, { type: 'unanswered' });
      return error;
    }
  }

  #refuse(id: string, error: ParleyError): void {
    // There is nothing to show of a change that is not to be: whoever asked for it is told.
    if (this.#find(id)?.kind === 'change') this.#drop(id);
    else this.#advance(id, { type: 'refused', code: error.code });
    this.#waiting.get(id)?.reject(error);
    this.#waiting.delete(id);
  }

  #advance(id: string, event: OutboxEvent): OutboxEntry | null {
    const before = this.#find(id);
    if (!before) return null;
    const after = { ...before, phase: advance(before.phase, event) };
    if (after.phase === before.phase) return before;
    this.#entries.set(this.getSnapshot().map((entry) => (entry.id === id ? after : entry)));
    // `sending` is not worth a write: after a reload it counts as queued.
    if (after.phase.name !== 'sending') void this.#save(after);
    return after;
  }

  #find(id: string): OutboxEntry | undefined {
    return this.getSnapshot().find((entry) => entry.id === id);
  }

  #drop(id: string): void {
    this.#entries.set(this.getSnapshot().filter((entry) => entry.id !== id));
    void deleteEntry(this.#options.storage, id).catch(ignoreStorage);
  }

  /** Of a message that is deleted: what it said, and what it was changed to. If the log loses the deletion, that is offered again. */
  #dropWordsOf(messageId: string): void {
    for (const entry of this.getSnapshot()) {
      const { id, phase, change } = entry;
      const isOfIt = id === messageId || (change?.messageId === messageId && change.type !== 'delete');
      if (isOfIt && phase.name === 'sent') this.#dropWithFiles(entry);
    }
  }

  #dropExpired(): void {
    const limit = this.#options.clock.now() - KEEP_SENT_MS;
    for (const entry of this.getSnapshot()) {
      if (entry.phase.name === 'sent' && entry.phase.at < limit) this.#dropWithFiles(entry);
    }
  }

  #dropWithFiles({ id, files = [] }: OutboxEntry): void {
    void this.#options.files.forget(files);
    this.#drop(id);
  }

  #save(entry: OutboxEntry): Promise<void> {
    const saved = saveEntry(this.#options.storage, entry).catch(ignoreStorage);
    this.#saving = this.#saving.then(() => saved);
    return saved;
  }
}

/** Storage that fails costs the survival of a reload, never the message itself. */
function ignoreStorage(): void {}

/** Each with why its message has failed. */
function filesOf({ files = [], phase }: OutboxEntry): [string, ClientErrorCode | null][] {
  return files.map((id) => [id, phase.name === 'failed' ? phase.code : null]);
}

function laneOf(entry: Pick<OutboxEntry, 'kind' | 'conversationId'>): string {
  // A change of a message comes after the message.
  return `${entry.kind === 'note' ? 'note' : 'message'}:${entry.conversationId}`;
}
