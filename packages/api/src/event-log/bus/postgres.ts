import pg from 'pg';
import type { Logger } from 'pino';
import type { Bus, BusMessage } from './bus.ts';
import { coalesce } from './coalesce.ts';
import { decodeMessages, encodeMessages } from './codec.ts';

const CHANNEL = 'parley';
/** NOTIFY takes less than 8,000 bytes; a message is below 120. */
const MAX_PER_NOTIFY = 60;
/** A dead TCP link ends LISTEN without a word, so the link is tried this often. */
const PROBE_MS = 5_000;
const RECONNECT_MS = 500;

/**
 * LISTEN/NOTIFY on a connection of its own. NOTIFY goes out after the commit and from here, never inside the
 * message's transaction: there it holds a lock over the whole database through the commit (4–7× slower, measured).
 */
export function postgresBus(connectionString: string, log: Logger): Bus {
  let client: pg.Client | null = null;
  let listener: Parameters<Bus['start']>[0] | null = null;
  let closed = false;
  let probe: NodeJS.Timeout | null = null;
  let retry: NodeJS.Timeout | null = null;

  const outgoing = coalesce(MAX_PER_NOTIFY, (messages: BusMessage[]) => {
    if (client === null) return;
    client.query('select pg_notify($1, $2)', [CHANNEL, encodeMessages(messages)]).catch((cause: unknown) => {
      log.warn({ err: cause }, 'hint not sent; the sweep makes it good');
    });
  });

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString, application_name: 'parley-bus', keepAlive: true, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
    next.on('error', () => lost(next));
    next.on('end', () => lost(next));
    next.on('notification', ({ payload }) => {
      for (const message of decodeMessages(payload ?? '')) listener?.onMessage(message);
    });
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
    } catch (cause) {
      await next.end().catch(() => undefined);
      throw cause;
    }
    client = next;
    probe = setInterval(() => void next.query('select 1').catch(() => lost(next)), PROBE_MS);
    listener?.onGap();
  }

  function lost(which: pg.Client): void {
    if (client !== which) return;
    client = null;
    if (probe !== null) clearInterval(probe);
    if (closed) return;
    log.warn('bus connection lost; delivery is by sweep until it is back');
    which.end().catch(() => undefined);
    again();
  }

  function again(): void {
    if (closed) return;
    retry = setTimeout(() => connect().catch(again), RECONNECT_MS * (0.5 + Math.random()));
  }

  return {
    publish: (message) => outgoing.add(message),
    start: async (to) => {
      listener = to;
      await connect();
    },
    close: async () => {
      closed = true;
      outgoing.stop();
      if (probe !== null) clearInterval(probe);
      if (retry !== null) clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}
