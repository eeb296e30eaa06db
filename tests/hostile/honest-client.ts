import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { TestVisitor } from '../support/people.ts';
import { Line } from '../transport/line.ts';

/** As busy as a person never is, and still within every limit: sixteen questions a second, and a message in two. */
const PACE_MS = 60;
const MESSAGE_EVERY_MS = 2_100;
/** Without a pause to begin with, so that all of it is warm: half of a burst. */
const FIRST_MESSAGES = 10;

/** A visitor who means no harm: asks and writes, one thing after the other, and wants each answered. */
export class HonestClient implements AsyncDisposable {
  readonly #line: Line;
  readonly #conversationId: string;
  readonly #latencies: number[] = [];
  #asked = 0;
  #written = 0;
  #wroteAt = 0;
  #going: Promise<void> | null = null;
  #stopped = false;

  private constructor(line: Line, conversationId: string) {
    this.#line = line;
    this.#conversationId = conversationId;
  }

  static async open(url: string, { params, conversationId }: TestVisitor): Promise<HonestClient> {
    const line = await Line.open(url, params);
    answerPings(line);
    await line.alive();
    return new HonestClient(line, conversationId);
  }

  /** How long each answer took, in ms, in the order they came. */
  get latencies(): readonly number[] {
    return this.#latencies;
  }

  /** One question that begins now, and its answer. @throws Error when it is refused or the socket is closed */
  async ask(): Promise<void> {
    this.#asked += 1;
    const id = `honest-${this.#asked}`;
    const started = performance.now();
    if (!this.#writesNow(started)) this.#line.call(id, 'health', undefined, 'query');
    else {
      const message = { conversationId: this.#conversationId, messageId: uuidv7(), text: 'Good day' };
      this.#line.call(id, 'message.send', message);
    }
    const { code } = await this.#line.answer(id);
    // A hundred thousand answers later, nobody wants to look through all of them for the next one.
    this.#line.texts.length = 0;
    if (code !== undefined) throw new Error(`the honest client was refused with ${code}`);
    this.#latencies.push(performance.now() - started);
  }

  #writesNow(now: number): boolean {
    if (this.#written >= FIRST_MESSAGES && now - this.#wroteAt < MESSAGE_EVERY_MS) return false;
    this.#written += 1;
    this.#wroteAt = now;
    return true;
  }

  /** Asks on and on until `stop`. */
  start(): void {
    this.#stopped = false;
    const run = async (): Promise<void> => {
      while (!this.#stopped) {
        await this.ask();
        await pause(PACE_MS);
      }
    };
    this.#going = run();
    // It is looked at by `stop`; until then it must not end the test's process.
    this.#going.catch(() => undefined);
  }

  /** @throws Error when a question was not answered as it should be */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#going;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#line[Symbol.asyncDispose]();
  }
}

/** A slow machine makes a test longer than the server lets anybody be silent. */
export function answerPings({ socket }: Line): void {
  socket.on('message', (data: Buffer) => {
    if (data.toString() === 'PING' && socket.readyState === socket.OPEN) socket.send('PONG');
  });
}
