import type { ConversationEvent, InboxEvent } from '@parley/api/contract/events';
import { createOperatorClient, type Environment, type OperatorClient } from '@parley/client';
import { v4 as uuidv4 } from 'uuid';
import { DEFAULT_TIMINGS } from '../../../packages/client/src/environment.ts';
import { BareLine } from './bare-line.ts';
import type { Journal } from './journal.ts';
import { readWire, type Reader } from './reader.ts';

export interface WatcherSeat {
  url: string;
  name: string;
  environment: Partial<Environment>;
  sessionToken: string;
  conversations: readonly string[];
  /** Whose inbox is followed, too. */
  projectId: string | null;
}

type Watched = ConversationEvent | InboxEvent;

/** An operator who only reads: some conversations and perhaps the inbox, straight off the wire, from their beginnings. */
export class Watcher {
  readonly name: string;
  readonly deviceId = uuidv4();
  readonly #seat: WatcherSeat;
  readonly #journal: Journal;
  /** For calls. */
  #client: OperatorClient | null = null;
  #line: BareLine | null = null;
  #readers: Reader[] = [];
  readonly #cursors = new Map<string, string | null>();

  constructor(journal: Journal, seat: WatcherSeat) {
    this.name = seat.name;
    this.#seat = seat;
    this.#journal = journal;
  }

  get client(): OperatorClient | null {
    return this.#client;
  }

  get readers(): readonly Reader[] {
    return this.#readers;
  }

  open(): void {
    const { url, environment, sessionToken, conversations, projectId } = this.#seat;
    const client = createOperatorClient({ serverUrl: url, sessionToken, environment, deviceId: this.deviceId });
    this.#client = client;
    this.#journal.follow(this.name, client.connection);
    const line = new BareLine({
      url,
      params: { sessionToken },
      timings: environment.timings ?? DEFAULT_TIMINGS,
      onTurnedAway: (code) => this.#journal.problem(`${this.name} was turned away: ${code}`),
    });
    this.#line = line;
    for (const conversationId of conversations)
      this.#read(line, `conversation:${conversationId}`, 'conversation.events', { conversationId });
    if (projectId !== null) this.#read(line, `inbox:${projectId}`, 'inbox.events', { projectId });
  }

  /** Remembers where it was: the next opening goes on there. */
  async close(): Promise<void> {
    for (const reader of this.#readers) {
      reader.stop();
      this.#cursors.set(reader.stream, reader.cursor);
    }
    this.#readers = [];
    this.#line?.close();
    const client = this.#client;
    this.#client = null;
    await client?.close();
  }

  #read(line: BareLine, stream: string, path: string, input: object): void {
    const from = this.#cursors.get(stream) ?? null;
    const reader = readWire<Watched>(this.#journal, {
      ...{ reader: `${this.name} ${stream}`, client: this.name, stream, from },
      subscribe: (handlers) => {
        line.subscribe<Watched>(path, input, from, handlers);
        return { unsubscribe: () => undefined };
      },
    });
    this.#readers.push(reader);
  }
}
