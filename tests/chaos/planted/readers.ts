import type { Api } from '@parley/client';
import type { Recording } from './recording.ts';

interface Read {
  id: string;
  data: { type: string; seq: number; messageId?: string; signalId?: string };
}

/** One reader of a stream, as the typed client hands it over: nothing is forgiven. */
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

  /** For tRPC's `subscribe`. */
  readonly handlers = {
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

export function readConversation(recording: Recording, api: Api, client: string, conversationId: string): Reader {
  const reader = new Reader(recording, { stream: `conversation:${conversationId}`, client });
  api.conversation.events.subscribe({ conversationId }, reader.handlers);
  return reader;
}

export function readInbox(recording: Recording, api: Api, client: string, projectId: string): Reader {
  const reader = new Reader(recording, { stream: `inbox:${projectId}`, client });
  api.inbox.events.subscribe({ projectId }, reader.handlers);
  return reader;
}
