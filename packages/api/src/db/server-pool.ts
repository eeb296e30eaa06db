import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { sqlState } from './database-errors.ts';
import { NOBODY, type Scope } from './scope.ts';
import { SAY_SCOPE, ScopedQuery, type Statement } from './scoped-query.ts';
import { statementName } from './statement-names.ts';

/** Leaves room for psql and a second node on a default server of 100 connections. */
const POOL_SIZE = 16;
/** No statement may hold a conversation's lock for long: a stuck one is cut, its caller tries again. */
const STATEMENT_MS = 3_000;
const LOCK_MS = 2_000;
/** The server cuts first; one that has not even done that is not there any more, though nobody has closed the link. */
const SILENCE_MS = STATEMENT_MS + 1_000;
const CONNECT_MS = 3_000;
/** Statements here last for milliseconds, and to compile one takes longer than that. */
const SETTINGS = `-c jit=off -c statement_timeout=${STATEMENT_MS} -c lock_timeout=${LOCK_MS} -c idle_in_transaction_session_timeout=5000`;

/** Lifts the limits for the rest of a connection's use: a migration may take its time, and so may the wait for another's. */
export const NO_STATEMENT_LIMIT = 'set statement_timeout = 0';

/** This server takes no writes any more, or is going down. What other connections lead to is the same server. */
const AWAY = ['25006', '57P01', '57P02', '57P03', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];
/** A prepared statement that the schema has outgrown, or that a pooler between has given to somebody else. */
const STALE = ['0A000', '26000', '42P05'];
const GONE = new Set([...AWAY, ...STALE]);

/** Does this error say that every connection made so far is worth nothing? */
function saysServerGone(cause: Error): boolean {
  const code = sqlState(cause);
  return code === undefined ? /Connection terminated/.test(cause.message) : GONE.has(code);
}

/** No answer, and no end of the connection either. */
class ServerSilentError extends Error {
  override name = 'ServerSilentError';
  readonly code = 'ETIMEDOUT';
  constructor() {
    super('the database is silent');
  }
}

/**
 * A pool that forgets. After a failover a connection to the old primary may live on, read-only or mute, and the pool
 * would hand it out again and again; the first statement that learns of it makes all connections that are as old
 * leave when they are next asked for.
 */
export class ServerPool implements PostgresPool {
  readonly #pool: pg.Pool;
  readonly #bornIn = new WeakMap<pg.PoolClient, number>();
  #generation = 0;
  /** What each connection says before anybody gets it; null while there is no wall to stand behind. */
  #wall: string | null = null;
  readonly #behind = new WeakSet<pg.PoolClient>();

  constructor(connectionString: string, types: pg.CustomTypesConfig, log: Logger, size = POOL_SIZE) {
    this.#pool = new pg.Pool({
      connectionString,
      max: size,
      types,
      application_name: 'parley',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      options: SETTINGS,
    });
    // A connection that the server cuts must not end the process; the next query opens another. The pool listens to
    // idle ones alone: one that is in use would emit an `error` that nobody hears.
    this.#pool.on('error', (error) => log.warn({ err: error }, 'database connection lost'));
    this.#pool.on('connect', (client) => {
      this.#bornIn.set(client, this.#generation);
      client.on('error', (error) => log.debug({ err: error }, 'connection lost in use'));
    });
  }

  /** From now on all statements go behind the wall, each with its scope. */
  raiseWall(statements: string): void {
    this.#wall = statements;
  }

  async connect(scope: Scope = NOBODY): Promise<PostgresPoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      const generation = this.#bornIn.get(client) ?? this.#generation;
      if (generation !== this.#generation) client.release(true);
      else return this.#lend(client, scope, () => this.#forget(generation));
    }
  }

  async #lend(client: pg.PoolClient, scope: Scope, onGone: () => void): Promise<Lent> {
    if (this.#wall === null) return new Lent(client, NOBODY, onGone);
    const lent = new Lent(client, scope, onGone);
    if (this.#behind.has(client)) return lent;
    try {
      await within(SILENCE_MS, client.query(this.#wall));
      await within(SILENCE_MS, client.query({ ...SAY_SCOPE, values: [NOBODY] }));
      this.#behind.add(client);
      return lent;
    } catch (cause) {
      client.release(true);
      throw cause;
    }
  }

  get queued(): number {
    return this.#pool.waitingCount;
  }

  get options(): object {
    return this.#pool.options;
  }

  end(): Promise<void> {
    return this.#pool.end();
  }

  /** Once for each generation: whoever finds out later, on a connection as old, has nothing new to tell. */
  #forget(generation: number): void {
    if (generation === this.#generation) this.#generation += 1;
  }
}

/** What pg's client has beyond what Kysely asks for. */
interface PgClient extends PostgresPoolClient {
  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(statement: Statement): Promise<PostgresQueryResult<R>>;
  query<R>(scoped: ScopedQuery<R>): ScopedQuery<R>;
  getTransactionStatus(): string | null;
}

/** A connection for as long as somebody uses it. */
class Lent implements PostgresPoolClient {
  readonly #client: PgClient;
  readonly #scope: Scope;
  readonly #onGone: () => void;
  #silenceMs = SILENCE_MS;
  #gone: Error | null = null;

  constructor(client: PgClient, scope: Scope, onGone: () => void) {
    this.#client = client;
    this.#scope = scope;
    this.#onGone = onGone;
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    text: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    return typeof text === 'string' ? this.#query(text, values) : this.#client.query(text);
  }

  async #query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    // A rollback on a mute line would only be waited for.
    if (this.#gone !== null) throw this.#gone;
    if (text === NO_STATEMENT_LIMIT) this.#silenceMs = 0;
    try {
      // Without parameters it may be several statements, and is nothing to plan.
      const name = values.length === 0 ? undefined : statementName(text);
      const statement = name === undefined ? { text, values } : { name, text, values };
      return await within(this.#silenceMs, this.#send<R>(statement));
    } catch (cause) {
      if (cause instanceof Error && saysServerGone(cause)) {
        this.#gone = cause;
        this.#onGone();
      }
      throw cause;
    }
  }

  /** A transaction has been told at its beginning. */
  #send<R>(statement: Statement): Promise<PostgresQueryResult<R>> {
    if (this.#scope === NOBODY || this.#client.getTransactionStatus() !== 'I') return this.#client.query<R>(statement);
    return this.#client.query(new ScopedQuery<R>(this.#scope, statement)).answer;
  }

  release(): void {
    this.#client.release(this.#gone !== null);
  }
}

/** pg's own `query_timeout` leaves the statement on its connection, for the next one to wait behind. */
function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  if (ms === 0) return answer;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ServerSilentError()), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
