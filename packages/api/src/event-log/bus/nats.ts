import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Bus, BusListener, BusMessage } from './bus.ts';
import { coalesce } from './coalesce.ts';
import { decodeMessages, encodeMessages } from './codec.ts';

const FLUSH_MS = 500;
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

  async start({ onMessage, onGap }: BusListener): Promise<void> {
    const connection = await connect({
      servers: this.#url,
      name: 'parley',
      maxReconnectAttempts: -1,
      // The same refusal twice would be the end: credentials that are being changed are refused for a while.
      ignoreAuthErrorAbort: true,
      reconnectTimeWait: 500,
      pingInterval: 5_000,
    });
    this.#connection = connection;
    connection.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error !== null) return this.#log.warn({ err: error }, 'bus message not read');
        for (const one of decodeMessages(message.string())) onMessage(one);
      },
    });
    // Before this has come back, what others say may pass unheard.
    await connection.flush();
    this.#up = true;
    void this.#watch(connection, onGap);
    onGap();
  }

  async close(): Promise<void> {
    // The last words, if there is a link for them; a link that is down would be waited for.
    await Promise.race([this.#outgoing.flush(), pause(FLUSH_MS)]);
    this.#up = false;
    await this.#connection?.close();
  }

  /** One packet's answer before the next: while the link is down or stalled, the client would keep all in memory. */
  async #send(messages: BusMessage[]): Promise<void> {
    const connection = this.#connection;
    if (connection === null || !this.#up) return;
    await new Promise<void>((resolve) => {
      this.#giveUp = resolve;
      try {
        for (const packet of encodeMessages(messages, MAX_BYTES)) connection.publish(this.#subject, packet);
      } catch (cause) {
        // A server that takes less than a packet, say.
        this.#log.warn({ err: cause }, 'hint not sent; the sweep makes it good');
      }
      connection.flush().then(resolve, () => resolve());
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
