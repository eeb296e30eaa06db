import type { ConnectionParams } from '@parley/api/contract/inputs';
import { connect } from 'node:net';
import { Line } from '../transport/line.ts';
import { sendRaw, type RawAnswer } from '../transport/raw-http.ts';
import { answerPings } from './honest-client.ts';

/** In all that an attack carries; it must turn up in no line of the log. */
export const PAYLOAD = 'payload-of-the-enemy';

/** Whoever attacks. All that the server says to him is kept, for what it must not say. */
export class Enemy implements AsyncDisposable {
  readonly #url: string;
  readonly #lines: Line[] = [];
  readonly #heard: string[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  get url(): string {
    return this.#url;
  }

  /** Everything that was said to him, as it came. */
  get heard(): readonly string[] {
    return [...this.#heard, ...this.#lines.flatMap(({ texts }) => texts)];
  }

  /** A socket; `null`: one that has not said a hello. */
  async line(hello: ConnectionParams | null = {}, query?: string): Promise<Line> {
    const line = await Line.open(this.#url, hello, query);
    answerPings(line);
    this.#lines.push(line);
    return line;
  }

  /** Bytes as they are; the head of the answer, and what came with it. */
  async raw(bytes: string | Uint8Array): Promise<RawAnswer> {
    const answer = await sendRaw(this.#url, bytes);
    this.#heard.push(answer.text);
    return answer;
  }

  /** Bytes as they are, until the server closes; all that it said. */
  async untilClosed(...chunks: (string | Uint8Array)[]): Promise<string> {
    const { hostname, port } = new URL(this.#url);
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    // A reset is an answer as well.
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    for (const chunk of chunks) socket.write(chunk);
    await closed;
    this.#heard.push(text);
    return text;
  }

  async fetch(path: string, init: RequestInit = {}): Promise<{ status: number; body: string; headers: Headers }> {
    const response = await fetch(`${this.#url}${path}`, init);
    const body = await response.text();
    this.#heard.push(body);
    return { status: response.status, body, headers: response.headers };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#lines.map((line) => line[Symbol.asyncDispose]()));
  }
}
