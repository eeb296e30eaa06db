import type { Readable, Writable } from 'node:stream';

/** Of the DevTools protocol only what we say and hear; every field is there only where the method has it. */
export interface CdpResult {
  targetId?: string;
  windowId?: number;
  bounds?: { windowState?: string };
  /** On the icon of an installed app. */
  badgeCount?: number;
}
export interface CdpEvent {
  method: string;
  /** Whose it is; none: the browser's. */
  sessionId?: string;
  params: {
    sessionId?: string;
    targetId?: string;
    targetInfo?: { targetId: string; type: string; url: string };
    context?: { id: number; origin: string; auxData?: { isDefault?: boolean; frameId?: string } };
    executionContextId?: number;
    requestId?: string;
    request?: { url: string };
    name?: string;
    payload?: string;
  };
}
type Message = CdpEvent | { id: number; result?: CdpResult; error?: { message: string } };

/** The browser would not do it. */
export class Refused extends Error {
  override name = 'Refused';
}

const ENDED = 'the browser has ended';

/** The browser's own protocol over two file handles that nobody else has: no port is open. Messages end with a NUL. */
export class Pipe {
  readonly #into: Writable;
  readonly #waiting = new Map<number, PromiseWithResolvers<CdpResult>>();
  readonly #listeners = new Set<(event: CdpEvent) => void>();
  #count = 0;
  #unfinished = '';
  #ended = false;

  constructor(into: Writable, from: Readable) {
    this.#into = into;
    from.setEncoding('utf8');
    from.on('data', (text: string) => this.#read(text));
    from.on('close', () => this.#end());
    // A browser that ends has closed its end; `close` says so above.
    into.on('error', () => undefined);
  }

  /** @throws Refused when the browser says no, or has ended */
  async send(method: string, params: object = {}, sessionId?: string): Promise<CdpResult> {
    if (this.#ended) throw new Refused(ENDED);
    const id = ++this.#count;
    const answer = Promise.withResolvers<CdpResult>();
    this.#waiting.set(id, answer);
    this.#into.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    return answer.promise;
  }

  on(listener: (event: CdpEvent) => void): void {
    this.#listeners.add(listener);
  }

  #read(text: string): void {
    const messages = (this.#unfinished + text).split('\0');
    this.#unfinished = messages.pop() ?? '';
    for (const message of messages) this.#take(JSON.parse(message));
  }

  #take(message: Message): void {
    if (!('id' in message)) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const answer = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) answer?.reject(new Refused(message.error.message));
    else answer?.resolve(message.result ?? {});
  }

  #end(): void {
    this.#ended = true;
    for (const answer of this.#waiting.values()) answer.reject(new Refused(ENDED));
    this.#waiting.clear();
  }
}
