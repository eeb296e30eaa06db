import { createOperatorClient, type Environment, type OperatorClient } from '@parley/client';
import { v4 as uuidv4 } from 'uuid';
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

/** An operator who only reads: some conversations and perhaps the inbox, straight off the wire, from their beginnings. */
export class Watcher {
  readonly name: string;
  readonly deviceId = uuidv4();
  readonly #seat: WatcherSeat;
  readonly #journal: Journal;
  #client: OperatorClient | null = null;
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
    const { url: serverUrl, environment, sessionToken, conversations, projectId } = this.#seat;
    const client = createOperatorClient({ serverUrl, sessionToken, environment, deviceId: this.deviceId });
    this.#client = client;
    this.#journal.follow(this.name, client.connection);
    const place = (stream: string) => {
      const from = this.#cursors.get(stream) ?? null;
      const input = from === null ? {} : { lastEventId: from };
      return { at: { reader: `${this.name} ${stream}`, client: this.name, stream, from }, input };
    };
    for (const conversationId of conversations) {
      const { at, input } = place(`conversation:${conversationId}`);
      const { events } = client.api.conversation;
      const reader = readWire(this.#journal, {
        ...at,
        subscribe: (handlers) => events.subscribe({ conversationId, ...input }, handlers),
      });
      this.#readers.push(reader);
    }
    if (projectId === null) return;
    const { at, input } = place(`inbox:${projectId}`);
    const { events } = client.api.inbox;
    const reader = readWire(this.#journal, {
      ...at,
      subscribe: (handlers) => events.subscribe({ projectId, ...input }, handlers),
    });
    this.#readers.push(reader);
  }

  /** Remembers where it was: the next opening goes on there. */
  async close(): Promise<void> {
    for (const reader of this.#readers) {
      reader.stop();
      this.#cursors.set(reader.stream, reader.cursor);
    }
    this.#readers = [];
    const client = this.#client;
    this.#client = null;
    await client?.close();
  }
}
