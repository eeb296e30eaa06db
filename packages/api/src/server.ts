import { sql } from 'kysely';
import type { Logger } from 'pino';
import { Limits } from './access/limits.ts';
import { openDataKeys } from './access/open-data-keys.ts';
import { RefusalLog } from './access/refusal-log.ts';
import type { Services } from './access/services.ts';
import { SessionRegistry } from './access/session-registry.ts';
import { startSessionSweeper } from './access/session-sweeper.ts';
import { VisitorRegistry } from './access/visitor-registry.ts';
import { sealSecrets } from './account/seal-secrets.ts';
import { keysOfFactors } from './account/second-factor.queries.ts';
import { startAttachmentSweeper } from './attachment/attachment-sweeper.ts';
import { openFiles } from './attachment/open-files.ts';
import type { FileStorage } from './attachment/storage/file-storage.ts';
import { CallLeases } from './call/call-leases.ts';
import { startCallSweeper } from './call/call-sweeper.ts';
import { hasRelay } from './call/ice-servers.ts';
import { forgetConversationRef, forgetConversationRefs } from './conversation/conversation-refs.queries.ts';
import { createDb } from './db/create-db.ts';
import { fileKey, installationId } from './db/installation.ts';
import { migrateToLatest } from './db/migrate.ts';
import type { Wall } from './db/second-wall.ts';
import type { Env } from './env.ts';
import { createBus } from './event-log/bus/create-bus.ts';
import type { Bus, BusListener } from './event-log/bus/bus.ts';
import type { Appended } from './event-log/append-events.ts';
import { FanOut } from './event-log/fan-out.ts';
import { GroupCommit } from './event-log/group-commit.ts';
import { PresenceCluster } from './presence/presence-cluster.ts';
import { PresenceHub } from './presence/presence-hub.ts';
import { startKeepingSweeper } from './privacy/keeping-sweeper.ts';
import { createServer, type HttpAndSockets } from './transport/create-server.ts';
import { drain } from './transport/drain.ts';
import { watchLoad } from './transport/load.ts';
import { closeServer, listen } from './transport/listen.ts';
import { assertOneListenerEach } from './transport/one-listener.ts';

export interface RunningServer extends HttpAndSockets {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  url: string;
  services: Services;
  /** Not ready → sockets told to move over `drainMs` → the rest closed → stores closed. Safe to call twice. */
  stop: (drainMs?: number) => Promise<void>;
}

export interface ServerOptions {
  env: Env;
  log: Logger;
  /** The embedded database died: nothing works any more. */
  onCrash?: (cause: Error) => void;
  /** Before it listens: whoever embeds Parley may look at the HTTP server here, but add no second listener. */
  onServer?: (server: HttpAndSockets) => void;
  /** The limits' clock, in ms that only go forward; for tests. */
  now?: () => number;
  /** To a Postgres server, at most; for tests. */
  connections?: number;
}

/** What was opened, to be closed in the opposite order. */
type Undo = (() => Promise<void> | void)[];

/** Starts a whole Parley: database → bus → readers → server. Stopping goes the same way backwards. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const undo: Undo = [];
  try {
    return await start(options, undo);
  } catch (cause) {
    await unwind(undo);
    throw cause;
  }
}

async function start(
  { env, log, onCrash, onServer, now, connections }: ServerOptions,
  undo: Undo,
): Promise<RunningServer> {
  const database = createDb(
    env,
    log,
    onCrash ?? ((cause) => log.fatal({ err: cause }, 'the embedded database stopped')),
    connections,
  );
  undo.push(database.close);
  if (database.kind === 'server') await blaming('DATABASE_URL', () => sql`select 1`.execute(database.db));
  const migrated = await migrateToLatest(database.db);
  if (migrated.length > 0) log.info({ migrated }, 'database migrated');
  const wall = await database.raiseWall();
  const keys = openDataKeys(env, await keysOfFactors(database.db));
  await sealSecrets({ db: database.db, keys, log });

  const { bus, kind: busKind } = createBus(env, await installationId(database.db), log);
  undo.push(() => bus.close());
  const sessions = new SessionRegistry();
  const sessionSweeper = startSessionSweeper(database.db, log, sessions);
  undo.push(() => sessionSweeper.stop());
  const visitors = new VisitorRegistry(database.db, log);
  undo.push(() => visitors.close());
  const refusals = new RefusalLog(log);
  undo.push(() => refusals.close());
  const limits = new Limits({
    factor: env.RATE_LIMIT_FACTOR,
    onRefused: (limit) => refusals.note({ msg: 'limit reached', kind: { limit }, address: null, network: null }),
    ...(now === undefined ? {} : { now }),
  });
  const files = openFiles(env, await fileKey(database.db), log);
  undo.push(() => files.images.close());
  const services = createServices({ db: database.db, env, log, bus, sessions, limits, keys, files }, undo);
  const { fanOut, presence: hub } = services;
  const cluster = busKind === 'local' ? null : new PresenceCluster({ db: database.db, bus, log, hub });
  const reader: BusListener = {
    onMessage: (message) => {
      if (message.kind === 'hint') fanOut.hint(message.stream, message.seq);
      else if (message.kind === 'revoked') sessions.closeAll(message.sessionId);
      else if (message.kind === 'rights') sessions.closeOlder(message.operatorId, message.rights);
      // Nodes of the version before say it by the visitor. Told to come back, his browser finds the door shut.
      else if (message.kind === 'visitorGone') sessions.closeOlder(message.visitorId, Infinity);
      else if (message.kind === 'conversationGone') forgetConversationRef(database.db, message.conversationId);
      else cluster?.take(message);
    },
    onGap: () => {
      forgetConversationRefs(database.db);
      void fanOut.sweep();
      void cluster?.readAll();
    },
  };
  await bus.start(reader);
  await cluster?.start();
  undo.push(() => cluster?.stop());
  const sweeper = startCallSweeper(services);
  undo.push(() => sweeper.stop());
  const keeping = startKeepingSweeper(services);
  undo.push(() => keeping.stop());
  const fileSweeper = startAttachmentSweeper(services);
  undo.push(() => fileSweeper.stop());

  let ready = false;
  const load = watchLoad(database.queued, log);
  undo.push(load.close);
  const http = createServer(
    services,
    { sessions, visitors },
    {
      trustedProxies: env.TRUSTED_PROXIES,
      isReady: () => ready,
      isOverloaded: load.watch.refuses,
      refusals,
    },
  );
  onServer?.(http);
  assertOneListenerEach(http.server, log);
  const url = await blaming('HOST, PORT', () => listen(http, env));
  ready = true;
  log.info({ url, database: database.kind, bus: busKind, wall, node: process.version }, 'listening');
  sayWhatIsMissing(database.kind, wall, env, log);
  sayWhereFilesAre(files.storage, busKind, log);

  let stopping: Promise<void> | null = null;
  const stop = (drainMs = 0): Promise<void> => {
    ready = false;
    stopping ??= drain(http.wss, drainMs)
      .then(() => closeServer(http))
      .then(() => unwind(undo));
    return stopping;
  };
  return { ...http, url, services, stop };
}

function createServices(
  {
    db,
    env,
    log,
    bus,
    sessions,
    limits,
    keys,
    files,
  }: Pick<Services, 'db' | 'env' | 'log' | 'limits' | 'keys' | 'files'> & {
    bus: Bus;
    sessions: SessionRegistry;
  },
  undo: Undo,
): Services {
  const fanOut = new FanOut(db, log);
  undo.push(() => fanOut.close());
  const presence = new PresenceHub();
  undo.push(() => presence.close());
  const callLeases = new CallLeases(db, log);
  undo.push(() => callLeases.close());
  // The bus is for the others.
  const hint = (stream: number, seq: number): void => {
    fanOut.hint(stream, seq);
    bus.publish({ kind: 'hint', stream, seq });
  };
  const announce = ({ streamId, seq, inbox }: Appended): void => {
    hint(streamId, seq);
    if (inbox !== null) hint(inbox.streamId, inbox.seq);
  };
  const commits = new GroupCommit(db, (committed, item) => {
    fanOut.committed(item, committed);
    announce(committed);
  });
  const revokeSessions = (ids: readonly string[]): void => {
    for (const sessionId of ids) {
      sessions.closeAll(sessionId);
      bus.publish({ kind: 'revoked', sessionId });
    }
  };
  return {
    db,
    log,
    env,
    append: (item) => commits.append(item),
    announce: (appended) => appended.forEach(announce),
    fanOut,
    presence,
    callLeases,
    limits,
    keys,
    files,
    revokeSessions,
    changeRights: ({ ownerId, rights }) => {
      sessions.closeOlder(ownerId, rights);
      bus.publish({ kind: 'rights', operatorId: ownerId, rights });
    },
    vouchedUntil: (sessionId, until) => sessions.extend(sessionId, until),
    erased: ({ sessionIds, conversationIds }) => {
      revokeSessions(sessionIds);
      for (const conversationId of conversationIds) {
        forgetConversationRef(db, conversationId);
        bus.publish({ kind: 'conversationGone', conversationId });
      }
    },
  };
}

/** Nothing of it stops the start, and each is a surprise to whoever learns of it late. */
function sayWhatIsMissing(database: 'embedded' | 'server', wall: Wall, env: Env, log: Logger): void {
  if (database === 'embedded') {
    log.warn(
      'embedded database: what was acknowledged outlives a killed process, not a power cut; DATABASE_URL is for that',
    );
  }
  if (wall === 'none') {
    log.warn(
      'no second wall between projects: the login of DATABASE_URL is above row-level security and may not make the role parley_app',
    );
  }
  if (!hasRelay(env)) {
    log.warn('no TURN server: calls go direct, of relay-only projects too, and each side can see the other’s address');
  }
}

/** A chat without files is worth more than none: it starts, and says that they cannot be stored. */
function sayWhereFilesAre(storage: FileStorage, bus: 'local' | 'postgres' | 'nats', log: Logger): void {
  if (storage.kind === 'disk' && bus !== 'local') {
    log.warn('files are kept in DATA_DIR of this machine: with several nodes all need the same folder, or S3_BUCKET');
  }
  storage.check().catch((cause: unknown) => log.error({ err: cause }, 'files cannot be stored: see DATA_DIR or S3_*'));
}

/** What fails at the start names the variables to look at. */
async function blaming<T>(variables: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new Error(`${variables}: ${wordsOf(cause)}`, { cause });
  }
}

/** A host with several addresses fails with an `AggregateError`, which says nothing itself. */
function wordsOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(wordsOf).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}

async function unwind(undo: Undo): Promise<void> {
  for (const step of undo.splice(0).toReversed()) await step();
}
