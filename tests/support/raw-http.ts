import { TRPC_PATH } from '@parley/api/contract/wire';
import type { CallType } from './raw-socket.ts';

export interface RawAnswer {
  status: number;
  /** As it came; of an event stream, its first event or error. */
  body: string;
}

/** One call over plain HTTP, as bytes: mutations by POST, queries by GET, subscriptions as an event stream. */
export async function rawHttp(
  url: string,
  type: CallType,
  path: string,
  input: unknown,
  headers: Record<string, string>,
): Promise<RawAnswer> {
  if (type === 'subscription') return firstEvent(url, path, input, headers);
  const response =
    type === 'mutation'
      ? await fetch(`${url}${TRPC_PATH}/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          ...(input === undefined ? {} : { body: JSON.stringify(input) }),
        })
      : await fetch(`${url}${TRPC_PATH}/${path}${query(input)}`, { headers });
  return { status: response.status, body: await response.text() };
}

async function firstEvent(
  url: string,
  path: string,
  input: unknown,
  headers: Record<string, string>,
): Promise<RawAnswer> {
  await using stream = await EventStream.open(url, path, input, headers);
  const { status } = stream;
  return { status, body: (await stream.next()) ?? '' };
}

/** A subscription over HTTP: server-sent events, block by block. */
export class EventStream implements AsyncDisposable {
  readonly status: number;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  readonly #isStream: boolean;
  #text = '';

  private constructor(status: number, isStream: boolean, body: ReadableStream<Uint8Array>) {
    this.status = status;
    this.#isStream = isStream;
    this.#reader = body.getReader();
  }

  static async open(url: string, path: string, input: unknown, headers: Record<string, string>): Promise<EventStream> {
    const response = await fetch(`${url}${TRPC_PATH}/${path}${query(input)}`, {
      headers: { accept: 'text/event-stream', ...headers },
    });
    if (response.body === null) throw new Error('a stream without a body');
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    return new EventStream(response.status, isStream, response.body);
  }

  /** The next block that says something; `null` when the server has ended the stream, or cut it. */
  async next(): Promise<string | null> {
    for (;;) {
      const end = this.#isStream ? this.#text.indexOf('\n\n') : -1;
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        if (!/^event: (connected|ping)/m.test(block)) return block;
        continue;
      }
      const read = await this.#reader.read().catch(() => null);
      if (read === null || read.done) return this.#isStream || this.#text === '' ? null : this.#text;
      this.#text += this.#decoder.decode(read.value, { stream: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }
}

const query = (input: unknown): string =>
  input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
