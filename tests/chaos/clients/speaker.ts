import { createOperatorClient, createVisitorClient, memoryStorage, parleyErrorOf } from '@parley/client';
import type { Api, ClientBase, Environment, KeyValueStore, MessageChange, Thread } from '@parley/client';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { v4 as uuidv4 } from 'uuid';
import { overHttp } from '../../support/api-client.ts';
import type { Journal } from './journal.ts';
import { ask } from './patience.ts';
import { readThread, type Reader } from './reader.ts';

/** What a speaker may have unanswered: a person waits, too. */
const MOST_UNANSWERED = 15;
const ASK_MS = 30_000;
/** As long as the client itself keeps what it sent. */
const REMEMBERED = 20;

export interface Seat {
  url: string;
  name: string;
  environment: Partial<Environment>;
  side: { kind: 'visitor'; projectKey: string } | { kind: 'operator'; sessionToken: string };
}

/** A message, or a change of one. */
type Words = { text: string } | { of: string; change: MessageChange };

function tell({ message }: Api, conversationId: string, id: string, words: Words) {
  if ('text' in words) return message.send.mutate({ conversationId, messageId: id, text: words.text });
  const about = { conversationId, changeId: id, messageId: words.of };
  const { change } = words;
  if (change.type === 'edit') return message.edit.mutate({ ...about, text: change.text });
  if (change.type === 'delete') return message.delete.mutate(about);
  return message.react.mutate({ ...about, emoji: change.emoji, on: change.on });
}

/** A person with one conversation open, who writes into it by the product's own client. */
export class Speaker {
  readonly name: string;
  readonly deviceId = uuidv4();
  readonly #seat: Seat;
  readonly #journal: Journal;
  readonly #storage: KeyValueStore = memoryStorage();
  #client: ClientBase | null = null;
  #thread: Thread | null = null;
  #reader: Reader | null = null;
  #conversationId: string;
  #written = 0;
  /** By id; what was written before a reload has nobody left who waits for it. */
  readonly #unanswered = new Map<string, { words: Words; orphan: boolean }>();
  readonly #answered: { id: string; words: Words }[] = [];

  /** `conversationId`: none for a visitor, who opens his own. */
  constructor(journal: Journal, seat: Seat, conversationId = '') {
    this.name = seat.name;
    this.#seat = seat;
    this.#journal = journal;
    this.#conversationId = conversationId;
  }

  get conversationId(): string {
    return this.#conversationId;
  }

  /** Null while the page is being loaded again. */
  get client(): ClientBase | null {
    return this.#client;
  }

  get reader(): Reader | null {
    return this.#reader;
  }

  get unanswered(): number {
    return this.#unanswered.size;
  }

  /** Without those that nobody waits for any more. */
  get waiting(): number {
    return [...this.#unanswered.values()].filter(({ orphan }) => !orphan).length;
  }

  async open(): Promise<void> {
    const { url: serverUrl, environment, side } = this.#seat;
    const options = { serverUrl, environment, storage: this.#storage, deviceId: this.deviceId };
    let client: ClientBase;
    if (side.kind === 'visitor') {
      const visitor = createVisitorClient({ ...options, projectKey: side.projectKey });
      await visitor.start();
      const conversationId = await visitor.openConversation();
      if (this.#conversationId !== '' && conversationId !== this.#conversationId) {
        this.#journal.problem(`${this.name} came back and was taken for somebody else`);
      }
      this.#conversationId = conversationId;
      client = visitor;
    } else {
      client = createOperatorClient({ ...options, sessionToken: side.sessionToken });
    }
    this.#journal.follow(this.name, client.connection);
    this.#client = client;
    this.#thread = client.thread(this.#conversationId);
    this.#reader = readThread(this.#journal, this.#thread, { reader: `${this.name} thread`, client: this.name });
  }

  /** As when a page goes: what is unsent stays in the storage, for the next one. */
  async close(): Promise<void> {
    this.#reader?.stop();
    this.#reader = null;
    for (const message of this.#unanswered.values()) message.orphan = true;
    const client = this.#client;
    this.#client = null;
    this.#thread = null;
    await client?.close();
  }

  say(text: string): void {
    if (this.#thread === null || this.waiting >= MOST_UNANSWERED) return;
    // Whoever writes has read what stands there; a site where nobody reads counts ever more unread ones.
    this.#thread.markRead();
    const { messageId, acknowledged } = this.#thread.send(text);
    this.#said(messageId, { text }, acknowledged);
    // Now and then of something that may not be stored yet.
    if (this.#written % 4 === 0) this.#change(this.#thread, messageId);
  }

  #change(thread: Thread, of: string): void {
    const change: MessageChange =
      this.#written % 8 === 0 ? { type: 'react', emoji: '👍', on: true } : { type: 'edit', text: `once more: ${of}` };
    const { changeId, acknowledged } = thread.change(of, change);
    this.#said(changeId, { of, change }, acknowledged);
  }

  #said(id: string, words: Words, acknowledged: Promise<{ seq: number; duplicate: boolean }>): void {
    this.#written += 1;
    this.#unanswered.set(id, { words, orphan: false });
    this.#journal.write({ kind: 'sent', ...this.#place(id), nth: this.#written });
    acknowledged.then(
      (result) => this.#acknowledged(id, words, result),
      (cause: unknown) => {
        this.#unanswered.delete(id);
        this.#journal.write({ kind: 'refused', ...this.#place(id), code: parleyErrorOf(cause).code });
        this.#journal.problem(`${this.name}'s message was refused: ${parleyErrorOf(cause).code}`);
      },
    );
  }

  /** Says something acknowledged again, under its id, by another path: it must get the first answer. */
  async repeat(which: number, path: 'http' | 'socket'): Promise<void> {
    const message = this.#answered[which % Math.max(1, this.#answered.length)];
    if (message === undefined) return;
    const { id, words } = message;
    const client = this.#client;
    try {
      const answer =
        path === 'socket' && client !== null
          ? await tell(client.api, this.#conversationId, id, words)
          : await tell(await this.#http(), this.#conversationId, id, words);
      this.#journal.write({ kind: 'acknowledged', ...this.#place(id), ...answer });
    } catch (cause) {
      // Nobody answered, or the page went meanwhile: nothing was promised.
      const { code, retry } = parleyErrorOf(cause);
      if (!retry && code !== 'CLOSED') this.#journal.problem(`${this.name}'s second try was refused: ${code}`);
    }
  }

  /** Is everything that was written before the last reload stored? Whoever waited for those answers is gone. */
  async confirmOrphans(): Promise<void> {
    for (const [messageId, { words, orphan }] of this.#unanswered) {
      if (!orphan) continue;
      const http = await this.#http();
      const answer = await ask(() => tell(http, this.#conversationId, messageId, words), ASK_MS);
      if (answer === null) continue;
      if (!answer.duplicate) this.#journal.problem(`${messageId} of ${this.name} was forgotten over a reload`);
      this.#acknowledged(messageId, words, answer);
    }
  }

  /** Has the outbox sent all it has? */
  isQuiet(): boolean {
    const waits = this.#thread
      ?.getSnapshot()
      .items.some((item) => 'state' in item && item.state !== 'failed' && isUnsent(item.state));
    return waits !== true && [...this.#unanswered.values()].every(({ orphan }) => orphan);
  }

  #acknowledged(messageId: string, words: Words, { seq, duplicate }: { seq: number; duplicate: boolean }): void {
    this.#unanswered.delete(messageId);
    this.#answered.push({ id: messageId, words });
    if (this.#answered.length > REMEMBERED) this.#answered.shift();
    this.#journal.write({ kind: 'acknowledged', ...this.#place(messageId), seq, duplicate });
  }

  #place(message: string): { client: string; conversation: string; message: string } {
    return { client: this.name, conversation: this.#conversationId, message };
  }

  async #http() {
    const { url, side } = this.#seat;
    const params: ConnectionParams =
      side.kind === 'operator'
        ? { sessionToken: side.sessionToken }
        : { projectKey: side.projectKey, visitorToken: (await this.#storage.get('visitor-token')) ?? '' };
    return overHttp(url, params);
  }
}

const isUnsent = (state: string): boolean => state === 'queued' || state === 'sending';
