import { setTimeout as pause } from 'node:timers/promises';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import type { Bus, BusMessage } from './bus.ts';
import { coalesce } from './coalesce.ts';
import { decodeMessages, encodeMessages } from './codec.ts';

const SUBJECT = 'parley.bus';
const FLUSH_MS = 500;
/** A tenth of what a NATS server takes by default. */
const MAX_BYTES = 100_000;

/**
 * NATS core, no JetStream: a second store would be a second truth. The client's own defaults give up after ten
 * tries and notice a dead link after minutes; these never give up and notice within ten seconds.
 */
export function natsBus(url: string, log: Logger): Bus {
  let connection: NatsConnection | null = null;
  const outgoing = coalesce((messages: BusMessage[]) => {
    // While the link is down the client would keep these in memory; a hint that is late is worth nothing.
    if (connection === null || connection.isClosed()) return;
    for (const packet of encodeMessages(messages, MAX_BYTES)) connection.publish(SUBJECT, packet);
  });

  return {
    publish: (message) => outgoing.add(message),
    start: async ({ onMessage, onGap }) => {
      const opened = await connect({
        servers: url,
        name: 'parley',
        maxReconnectAttempts: -1,
        reconnectTimeWait: 500,
        pingInterval: 5_000,
      });
      connection = opened;
      opened.subscribe(SUBJECT, {
        callback: (error, message) => {
          if (error !== null) return log.warn({ err: error }, 'bus message not read');
          for (const one of decodeMessages(message.string())) onMessage(one);
        },
      });
      void watch(opened, log, onGap);
    },
    close: async () => {
      outgoing.flush();
      // The last words, if there is a link for them; a link that is down would be waited for.
      await Promise.race([connection?.flush(), pause(FLUSH_MS)]);
      await connection?.close();
    },
  };
}

async function watch(connection: NatsConnection, log: Logger, onGap: () => void): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') log.warn('bus connection lost; delivery is by sweep until it is back');
    if (status.type === 'reconnect') onGap();
  }
}
