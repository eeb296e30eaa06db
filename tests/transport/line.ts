import type { ConnectionParams } from '@parley/api/contract/inputs';
import { TRPC_PATH, type ErrorCode } from '@parley/api/contract/wire';
import { WebSocket } from 'ws';
import { isWireErrorData } from '../support/api-client.ts';

export interface Answer {
  id: unknown;
  /** Of an error. */
  code?: ErrorCode;
  /** Of a result: superjson's envelope, or with `cursor` a subscription's. */
  data?: unknown;
  cursor?: unknown;
}

/** What a frame says, or null for one that answers nothing. Errors come in superjson's envelope. */
function parseAnswer(text: string): Answer | null {
  const frame: unknown = text.startsWith('{') ? JSON.parse(text) : null;
  if (!isObject(frame)) return null;
  const { id, error, result } = frame;
  if (isObject(error) && isObject(error['json'])) {
    const { data } = error['json'];
    return isWireErrorData(data) ? { id, code: data.parley.code } : { id };
  }
  return isObject(result) && 'data' in result ? { id, data: result['data'], cursor: result['id'] } : null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export interface Close {
  code: number;
  reason: string;
}

/** A socket on which anything may be said; every frame that comes is kept. */
export class Line implements AsyncDisposable {
  readonly socket: WebSocket;
  readonly closed: Promise<Close>;
  readonly texts: string[] = [];
  readonly #waiting = new Set<() => void>();
  #close: Close | null = null;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#close = { code, reason: reason.toString() };
        resolve(this.#close);
        this.#wake();
      });
    });
    // What goes wrong shows in `closed`.
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      this.texts.push(data.toString());
      this.#wake();
    });
  }

  /** `hello: null`: connected, and nothing said yet. */
  static async open(url: string, hello: ConnectionParams | null = {}, query = ''): Promise<Line> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${TRPC_PATH}?connectionParams=1${query}`);
    const line = new Line(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    if (hello !== null) line.say({ method: 'connectionParams', data: hello });
    return line;
  }

  say(value: unknown): void {
    this.socket.send(JSON.stringify(value));
  }

  call(id: number | string, path: string, input?: unknown, method = 'mutation'): void {
    this.say({ id, method, params: { path, input } });
  }

  /** The first frame, there already or still to come, that fits; rejects when the socket closes without it. */
  async until<T>(pick: (text: string) => T | null): Promise<T> {
    for (let looked = 0; ;) {
      for (; looked < this.texts.length; looked += 1) {
        const picked = pick(this.texts[looked] ?? '');
        if (picked !== null) return picked;
      }
      if (this.#close !== null)
        throw new Error(`closed with ${this.#close.code} ${this.#close.reason} before that came`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** The `nth` answer to this id. That a subscription has started, or ended, is none. */
  answer(id: number | string | null, nth = 0): Promise<Answer> {
    let seen = 0;
    return this.until((text) => {
      const parsed = parseAnswer(text);
      return parsed !== null && parsed.id === id && seen++ === nth ? parsed : null;
    });
  }

  async refusal(id: number | string | null, nth = 0): Promise<ErrorCode | undefined> {
    return (await this.answer(id, nth)).code;
  }

  /** Asks for a sign of life and gets it: the server is well, and so is this socket. */
  async alive(): Promise<void> {
    const id = `alive-${this.texts.length}`;
    this.call(id, 'health', undefined, 'query');
    const { code } = await this.answer(id);
    if (code !== undefined) throw new Error(`health is refused with ${code}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
