import type { Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** `up`: to the server. `down`: from it. */
export type Direction = 'up' | 'down';

/** How bytes of one direction travel; without either they pass as they come. */
export interface Weather {
  /** A narrow line: so many bytes a second, each chunk so much later. */
  slow?: { bytesPerSecond: number; latencyMs: number };
  /** Pieces of at most so many bytes, each written on its own. */
  sliceBytes?: number;
}

/** One direction of a line. What is held waits here and in the buffers of both ends, as behind a dead router. */
class Flow extends Transform {
  weather: Weather = {};
  #held: PromiseWithResolvers<void> | null = null;

  hold(): void {
    this.#held ??= Promise.withResolvers();
  }

  release(): void {
    this.#held?.resolve();
    this.#held = null;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#held === null && this.weather.slow === undefined && this.weather.sliceBytes === undefined) {
      done(null, chunk);
    } else {
      void this.#crawl(chunk, done);
    }
  }

  async #crawl(chunk: Buffer, done: () => void): Promise<void> {
    await this.#held?.promise;
    const { slow } = this.weather;
    if (slow !== undefined) await pause(slow.latencyMs);
    const bytes = this.weather.sliceBytes ?? chunk.length;
    for (let start = 0; start < chunk.length; start += bytes) {
      const piece = chunk.subarray(start, start + bytes);
      if (slow !== undefined) await pause((piece.length / slow.bytesPerSecond) * 1_000);
      this.push(piece);
      // Each piece in a turn of its own, or the socket would put them together again.
      if (this.weather.sliceBytes !== undefined) await pause(0);
      await this.#held?.promise;
    }
    done();
  }
}

/** One connection through the proxy. */
export class TcpLine {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #flows: Record<Direction, Flow> = { up: new Flow(), down: new Flow() };
  #silent = false;
  /** Both ends have. */
  readonly gone: Promise<void>;

  constructor(client: Socket, server: Socket) {
    this.#client = client;
    this.#server = server;
    const { up, down } = this.#flows;
    client.pipe(up).pipe(server);
    server.pipe(down).pipe(client);
    const ends = [this.#tell(client, up, server), this.#tell(server, down, client)];
    this.gone = Promise.all(ends).then(() => undefined);
  }

  /** When `socket` closes, the other end hears of it: at once of a reset, after the last bytes of a goodbye. */
  #tell(socket: Socket, flow: Flow, other: Socket): Promise<void> {
    // A reset is what this file is for; `close` follows it.
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.once('close', (hadError) => {
        resolve();
        if (this.#silent) return;
        if (hadError || socket.readableAborted) other.resetAndDestroy();
        else if (flow.readableEnded) other.destroySoon();
        else flow.once('end', () => other.destroySoon());
      });
    });
  }

  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  hold(direction: Direction): void {
    this.#flows[direction].hold();
  }

  release(direction: Direction): void {
    if (!this.#silent) this.#flows[direction].release();
  }

  /** Of both directions. */
  set weather(weather: Weather) {
    this.#flows.up.weather = weather;
    this.#flows.down.weather = weather;
  }

  /** Nothing passes any more and neither end is told: both must notice by themselves. */
  silence(): void {
    this.#silent = true;
    this.hold('up');
    this.hold('down');
  }
}
