import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Bus, BusListener, BusMessage } from './bus.ts';
import { coalesce } from './coalesce.ts';
import { decodeMessages, encodeMessages } from './codec.ts';

const FLUSH_MS = 500;
const RETRY_MS = 500;
const CONNECT_MS = 3_000;
/** A tenth of what a NATS server takes by default. */
const MAX_BYTES = 100_000;

/**
 * NATS core, no JetStream: a second store would be a second truth. The client's own defaults give up after ten
 * tries and notice a dead link after minutes; these never give up and notice within ten seconds.
 */
export class NatsBus implements Bus {
  readonly #url: string;
  /** Of this installation alone: others may use the same server. */
  readonly #subject: string;
  readonly #log: Logger;
  readonly #outgoing = coalesce((messages) => this.#send(messages));
  #connection: NatsConnection | null = null;
  #up = false;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;
  /** Ends the wait for an answer that a lost link will not bring. */
  #giveUp: () => void = () => undefined;

  constructor(url: string, installationId: string, log: Logger) {
    this.#url = url;
    this.#subject = `parley.${installationId}`;
    this.#log = log;
  }

  publish(message: BusMessage): void {
    this.#outgoing.add(message);
  }

  async start(listener: BusListener): Promise<void> {
    try {
      await this.#connect(listener);
    } catch (cause) {
      if (this.#closed) return;
      // A node must be able to start while the bus is away; the client itself goes on only from a link that it has had.
      this.#log.warn({ err: cause }, 'no bus; delivery is by sweep until it is there');
      this.#retry = setTimeout(() => void this.start(listener), RETRY_MS * (0.5 + Math.random()));
    }
  }

  async #connect({ onMessage, onGap }: BusListener): Promise<void> {
    const connection = await connect({
      servers: this.#url,
      name: 'parley',
      noEcho: true,
      maxReconnectAttempts: -1,
      // The same refusal twice would be the end: credentials that are being changed are refused for a while.
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: RETRY_MS,
      timeout: CONNECT_MS,
      pingInterval: 5_000,
    });
    if (this.#closed) return connection.close();
    this.#connection = connection;
    connection.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error !== null) return this.#log.warn({ err: error }, 'bus message not read');
        for (const one of decodeMessages(message.string())) onMessage(one);
      },
    });
    void this.#watch(connection, onGap);
    // Before this has come back, what others say may pass unheard. A link that is lost meanwhile comes back by itself,
    // and one that is mute must not hold up the start.
    const heard = this.#flushed(connection).then((taken) => {
      if (!taken) return;
      this.#up = true;
      onGap();
    });
    await Promise.race([heard, pause(CONNECT_MS, undefined, { ref: false })]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    // The last words, if there is a link for them; a link that is down would be waited for.
    await Promise.race([this.#outgoing.flush(), pause(FLUSH_MS)]);
    this.#up = false;
    this.#giveUp();
    await this.#connection?.close();
  }

  /** One packet's answer before the next: while the link is down or stalled, the client would keep all in memory. */
  async #send(messages: BusMessage[]): Promise<void> {
    const connection = this.#connection;
    if (connection === null || !this.#up) return;
    try {
      for (const packet of encodeMessages(messages, MAX_BYTES)) connection.publish(this.#subject, packet);
    } catch (cause) {
      // A server that takes less than a packet, say.
      this.#log.warn({ err: cause }, 'hint not sent; the sweep makes it good');
    }
    await this.#flushed(connection);
  }

  /** Whether the server has taken all that was said, or false when the link is lost before. */
  #flushed(connection: NatsConnection): Promise<boolean> {
    return new Promise((resolve) => {
      this.#giveUp = () => resolve(false);
      connection.flush().then(
        () => resolve(true),
        () => resolve(false),
      );
    });
  }

  async #watch(connection: NatsConnection, onGap: () => void): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') {
        this.#up = false;
        this.#giveUp();
        this.#log.warn('bus connection lost; delivery is by sweep until it is back');
      } else if (type === 'reconnect') {
        this.#up = true;
        onGap();
      }
    }
  }
}
