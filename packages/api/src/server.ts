import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Services } from './access/services.ts';
import { SessionRegistry } from './access/session-registry.ts';
import { CallLeases } from './call/call-leases.ts';
import { startCallSweeper } from './call/call-sweeper.ts';
import { createDb } from './db/create-db.ts';
import { migrateToLatest } from './db/migrate.ts';
import type { Env } from './env.ts';
import { createBus } from './event-log/bus/create-bus.ts';
import type { Appended } from './event-log/append-events.ts';
import { FanOut } from './event-log/fan-out.ts';
import { GroupCommit } from './event-log/group-commit.ts';
import { PresenceHub } from './presence/presence-hub.ts';
import { createServer, type HttpAndSockets } from './transport/create-server.ts';
import { drain } from './transport/drain.ts';
import { assertOneListenerEach } from './transport/one-listener.ts';

export interface RunningServer extends HttpAndSockets {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  url: string;
  services: Services;
  /** Not ready → sockets told to move over `drainMs` → the rest closed → stores closed. Safe to call twice. */
  stop(drainMs?: number): Promise<void>;
}

export interface ServerOptions {
  env: Env;
  log: Logger;
  /** The embedded database died: nothing works any more. */
  onCrash?: (cause: Error) => void;
  /** Before it listens: whoever embeds Parley may look at the HTTP server here, but add no second listener. */
  onServer?: (server: HttpAndSockets) => void;
}

/** Starts a whole Parley: database → bus → readers → server. Stopping goes the same way backwards. */
export async function startServer({ env, log, onCrash = (cause) => log.fatal({ err: cause }), onServer }: ServerOptions): Promise<RunningServer> {
  const database = createDb(env, log, onCrash);
  const undo: (() => Promise<void> | void)[] = [() => database.close()];
  const unwind = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const migrated = await migrateToLatest(database.db);
    if (migrated.length > 0) log.info({ migrated }, 'database migrated');

    const { bus, kind: busKind } = createBus(env, log);
    undo.push(() => bus.close());
    const fanOut = new FanOut(database.db, log);
    undo.push(() => fanOut.close());
    const sessions = new SessionRegistry(database.db, log);
    undo.push(() => sessions.close());
    const presence = new PresenceHub();
    undo.push(() => presence.close());
    const callLeases = new CallLeases(database.db, log);
    undo.push(() => callLeases.close());
    const announce = (appended: Appended): void => {
      bus.publish({ kind: 'hint', stream: appended.streamId, seq: appended.seq });
      if (appended.inbox !== null) bus.publish({ kind: 'hint', stream: appended.inbox.streamId, seq: appended.inbox.seq });
    };
    const commits = new GroupCommit(database.db, announce);
    const services: Services = {
      db: database.db,
      log,
      env,
      append: (item) => commits.append(item),
      announce: (list) => list.forEach(announce),
      fanOut,
      presence,
      callLeases,
      revokeSessions: (ids) => ids.forEach((sessionId) => bus.publish({ kind: 'revoked', sessionId })),
    };
    await bus.start({
      onMessage: (message) => {
        if (message.kind === 'hint') fanOut.hint(message.stream, message.seq);
        else sessions.closeAll(message.sessionId);
      },
      onGap: () => void fanOut.sweep(),
    });
    const sweeper = startCallSweeper(services);
    undo.push(() => sweeper.stop());

    let ready = false;
    const http = createServer(services, sessions, { trustedProxies: env.TRUSTED_PROXIES, isReady: () => ready });
    onServer?.(http);
    assertOneListenerEach(http.server, log);
    const url = await listen(http, env);
    ready = true;
    log.info({ url, database: database.kind, bus: busKind, node: process.version }, 'listening');
    if (database.kind === 'embedded') {
      log.warn('embedded database: what was acknowledged outlives a killed process, not a power cut; set DATABASE_URL for that');
    }

    let stopping: Promise<void> | null = null;
    const stop = (drainMs = 0): Promise<void> => {
      ready = false;
      stopping ??= drain(http.wss, drainMs).then(() => closeServer(http)).then(unwind);
      return stopping;
    };
    return { ...http, url, services, stop };
  } catch (cause) {
    await unwind();
    throw cause;
  }
}

function listen({ server }: HttpAndSockets, env: Pick<Env, 'PORT' | 'HOST'>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: env.PORT, ...(env.HOST === undefined ? {} : { host: env.HOST }) }, () => {
      server.off('error', reject);
      const { port } = server.address() as AddressInfo;
      const host = env.HOST === undefined || env.HOST === '::' || env.HOST === '0.0.0.0' ? 'localhost' : env.HOST;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    });
  });
}

function closeServer({ server, wss }: HttpAndSockets): Promise<void> {
  wss.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
