import type { Api } from '@parley/client';
import { BareLine } from '../clients/bare-line.ts';
import type { Recording } from './recording.ts';

interface Read {
  id: string;
  data: { type: string; seq: number; messageId?: string; signalId?: string };
}

/** One reader of a stream: off a bare line, which forgives nothing, or as the typed client hands it over. */
export class Reader {
  readonly stream: string;
  /** The highest seq that it has applied. */
  seq = 0;
  readonly #recording: Recording;
  readonly #id: string;

  constructor(recording: Recording, { stream, client, as }: { stream: string; client: string; as?: string }) {
    this.stream = stream;
    this.#id = `${client} reading ${stream}`;
    this.#recording = recording;
    recording.add({
      ...{ kind: 'began', at: recording.now, reader: this.#id, view: 'wire', client, stream, from: null },
      ...(as === undefined ? {} : { as }),
    });
  }

  /** For either's `subscribe`. */
  readonly handlers = {
    onStarted: (): void => undefined,
    onData: ({ id, data }: Read): void => {
      const place = { at: this.#recording.now, reader: this.#id, stream: this.stream };
      if (data.type === 'reset') {
        this.seq = 0;
        return this.#recording.add({ kind: 'reset', ...place });
      }
      this.seq = Math.max(this.seq, data.seq);
      const message = data.messageId ?? data.signalId ?? null;
      this.#recording.add({ kind: 'applied', ...place, seq: data.seq, event: id, message });
    },
    // What ends a subscription leaves its reader behind, and the checker says so.
    onError: (): void => undefined,
  };
}

export function readConversation(
  recording: Recording,
  by: BareLine | Api,
  client: string,
  conversationId: string,
): Reader {
  const reader = new Reader(recording, { stream: `conversation:${conversationId}`, client });
  if (by instanceof BareLine) by.subscribe('conversation.events', { conversationId }, null, reader.handlers);
  else by.conversation.events.subscribe({ conversationId }, reader.handlers);
  return reader;
}

export function readInbox(recording: Recording, line: BareLine, client: string, projectId: string): Reader {
  const reader = new Reader(recording, { stream: `inbox:${projectId}`, client });
  line.subscribe('inbox.events', { projectId }, null, reader.handlers);
  return reader;
}
