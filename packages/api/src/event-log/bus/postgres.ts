import pg from 'pg';
import type { Logger } from 'pino';
import type { Bus, BusListener, BusMessage } from './bus.ts';
import { coalesce } from './coalesce.ts';
import { decodeMessages, encodeMessages } from './codec.ts';

const CHANNEL = 'parley';
/** NOTIFY takes less than 8,000 bytes. */
const MAX_BYTES = 7_900;
/** A dead TCP link ends LISTEN without a word, so the link is tried this often. */
const PROBE_MS = 5_000;
const RECONNECT_MS = 500;

/**
 * LISTEN/NOTIFY on a connection of its own. NOTIFY goes out after the commit and from here, never inside the
 * message's transaction: there it holds a lock over the whole database through the commit (4–7× slower, measured).
 */
export class PostgresBus implements Bus {
  readonly #connectionString: string;
  readonly #log: Logger;
  readonly #outgoing = coalesce((messages) => this.#send(messages));
  #client: pg.Client | null = null;
  #listener: BusListener | null = null;
  #probe: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(connectionString: string, log: Logger) {
    this.#connectionString = connectionString;
    this.#log = log;
  }

  publish(message: BusMessage): void {
    this.#outgoing.add(message);
  }

  async start(listener: BusListener): Promise<void> {
    this.#listener = listener;
    try {
      await this.#connect();
    } catch (cause) {
      this.#log.warn({ err: cause }, 'no bus; delivery is by sweep until it is there');
      this.#scheduleRetry();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#outgoing.flush();
    clearInterval(this.#probe);
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  async #send(messages: BusMessage[]): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    try {
      for (const packet of encodeMessages(messages, MAX_BYTES)) {
        await client.query('select pg_notify($1, $2)', [CHANNEL, packet]);
      }
    } catch (cause) {
      this.#log.warn({ err: cause }, 'hint not sent; the sweep makes it good');
      // Cut, mute, or a primary no more (a standby takes no NOTIFY): another connection may lead to a better one.
      this.#lost(client);
    }
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#connectionString,
      application_name: 'parley-bus',
      keepAlive: true,
      connectionTimeoutMillis: 3_000,
      query_timeout: 3_000,
      // NOTIFY is a transaction like any other: without this each hint would wait for the disk, and others with it.
      options: '-c synchronous_commit=off',
    });
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    let own: number | undefined;
    client.on('notification', ({ payload, processId }) => {
      // Postgres has no way to leave out the sender.
      if (processId === own) return;
      for (const message of decodeMessages(payload ?? '')) this.#listener?.onMessage(message);
    });
    try {
      await client.connect();
      own = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid;
      await client.query(`listen ${CHANNEL}`);
    } catch (cause) {
      await leave(client);
      throw cause;
    }
    if (this.#closed) return leave(client);
    this.#client = client;
    this.#probe = setInterval(() => void this.#ping(client), PROBE_MS);
    this.#listener?.onGap();
  }

  async #ping(client: pg.Client): Promise<void> {
    try {
      await client.query('select 1');
    } catch {
      this.#lost(client);
    }
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = null;
    clearInterval(this.#probe);
    if (this.#closed) return;
    this.#log.warn('bus connection lost; delivery is by sweep until it is back');
    void leave(client);
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    if (this.#closed) return;
    const delay = RECONNECT_MS * (0.5 + Math.random());
    this.#retry = setTimeout(() => void this.#connect().catch(() => this.#scheduleRetry()), delay);
  }
}

/** A connection that is broken already has nothing to say about how it ends. */
async function leave(client: pg.Client): Promise<void> {
  await client.end().catch(() => undefined);
}
