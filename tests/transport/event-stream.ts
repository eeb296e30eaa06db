export interface ServerSentEvent {
  id: string | null;
  event: string;
  data: unknown;
}

/** Reads server-sent events one by one, as the HTML standard says; `stop` closes the request. */
export class EventStream {
  readonly response: Response;
  readonly #events: AsyncGenerator<ServerSentEvent, void, undefined>;
  readonly #abort: AbortController;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#events = parse(response);
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const abort = new AbortController();
    return new EventStream(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The next event with data of a subscription: an id, or `serialized-error`. Null at the end. */
  async next(): Promise<ServerSentEvent | null> {
    for (;;) {
      const { done, value } = await this.#events.next();
      if (done === true) return null;
      if (value.id !== null || value.event === 'serialized-error') return value;
    }
  }

  /** Rejects or resolves when the server ends the stream. */
  async ended(): Promise<void> {
    try {
      while ((await this.next()) !== null);
    } catch (cause) {
      // Cut in the middle of the body: an end as well.
      if (!(cause instanceof TypeError)) throw cause;
    }
  }

  stop(): void {
    this.#abort.abort();
  }
}

async function* parse(response: Response): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield read(block);
  }
}

function read(block: string): ServerSentEvent {
  const field = (name: string): string | null => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? null;
  const data = field('data');
  return {
    id: field('id'),
    event: field('event') ?? 'message',
    data: data === null || data === '' ? null : JSON.parse(data),
  };
}
