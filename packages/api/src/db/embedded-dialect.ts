import { Worker } from 'node:worker_threads';
import {
  CompiledQuery,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { NOBODY, type Scope } from './scope.ts';

export type WorkerRequest =
  | { kind: 'query'; id: number; scope: Scope; sql: string; parameters: readonly unknown[] }
  | { kind: 'wall'; statements: string }
  | { kind: 'close' };
export type WorkerReply =
  | { kind: 'ready' }
  | { kind: 'rows'; id: number; rows: Record<string, unknown>[]; affected: number }
  | { kind: 'error'; id: number; message: string; code?: string | undefined; constraint?: string | undefined };

/** A Postgres error as `pg` would throw it, so that callers look at `code` and `constraint` on both databases. */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError';
  readonly code: string | undefined;
  readonly constraint: string | undefined;
  constructor(message: string, code?: string, constraint?: string) {
    super(message);
    this.code = code;
    this.constraint = constraint;
  }
}

type Waiting = PromiseWithResolvers<QueryResult<Record<string, unknown>>>;

/** One thread, one connection. */
class EmbeddedDatabase {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #exited = Promise.withResolvers<void>();
  #lastId = 0;
  #closing = false;

  constructor(dataDir: string, onCrash: (cause: Error) => void) {
    this.#worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData: { dataDir } });
    // A failed start rejects `ready`, which the first query awaits; until then nobody may be listening.
    this.#ready.promise.catch(() => undefined);
    this.#worker.on('message', (message: WorkerReply) => this.#receive(message));
    this.#worker.on('error', (cause) => this.#fail(cause instanceof Error ? cause : new Error(String(cause)), onCrash));
    this.#worker.on('exit', () => {
      this.#exited.resolve();
      if (!this.#closing) this.#fail(new EmbeddedDatabaseError('the embedded database stopped', '57P01'), onCrash);
    });
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  query(scope: Scope, sql: string, parameters: readonly unknown[]): Promise<QueryResult<Record<string, unknown>>> {
    if (this.#closing) return Promise.reject(new EmbeddedDatabaseError('the embedded database is closed', '57P01'));
    const id = ++this.#lastId;
    const waiting: Waiting = Promise.withResolvers();
    this.#waiting.set(id, waiting);
    this.#worker.postMessage({ kind: 'query', id, scope, sql, parameters } satisfies WorkerRequest);
    return waiting.promise;
  }

  raiseWall(statements: string): void {
    this.#worker.postMessage({ kind: 'wall', statements } satisfies WorkerRequest);
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#worker.postMessage({ kind: 'close' } satisfies WorkerRequest);
    await this.#exited.promise;
  }

  #receive(message: WorkerReply): void {
    if (message.kind === 'ready') return this.#ready.resolve();
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'rows') waiting?.resolve({ rows: message.rows, numAffectedRows: BigInt(message.affected) });
    else waiting?.reject(new EmbeddedDatabaseError(message.message, message.code, message.constraint));
  }

  #fail(cause: Error, onCrash: (cause: Error) => void): void {
    this.#closing = true;
    this.#ready.reject(cause);
    for (const waiting of this.#waiting.values()) waiting.reject(cause);
    this.#waiting.clear();
    onCrash(cause);
  }
}

/** Hands the one connection to one holder at a time, in the order of asking. */
class Turns {
  #tail: Promise<void> = Promise.resolve();
  queued = 0;

  /** @returns what ends the turn. */
  async take(): Promise<() => void> {
    const turn = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tail = promise;
    this.queued += 1;
    await turn;
    this.queued -= 1;
    return resolve;
  }
}

class EmbeddedDriver implements Driver {
  readonly #database: EmbeddedDatabase;
  readonly #turns: Turns;
  readonly #scope: Scope;
  readonly #releases = new WeakMap<DatabaseConnection, () => void>();

  constructor(database: EmbeddedDatabase, turns: Turns, scope: Scope) {
    this.#database = database;
    this.#turns = turns;
    this.#scope = scope;
  }

  init(): Promise<void> {
    return this.#database.ready();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const release = await this.#turns.take();
    const connection = new EmbeddedConnection(this.#database, this.#scope);
    this.#releases.set(connection, release);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#releases.get(connection)?.();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#database.close();
  }
}

class EmbeddedConnection implements DatabaseConnection {
  readonly #database: EmbeddedDatabase;
  readonly #scope: Scope;

  constructor(database: EmbeddedDatabase, scope: Scope) {
    this.#database = database;
    this.#scope = scope;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // Kysely's contract: rows have the type that the query was built with.
    return this.#database.query(this.#scope, query.sql, query.parameters) as Promise<QueryResult<R>>;
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the embedded database does not stream');
  }
}

export interface EmbeddedDialect {
  /** On the one connection, whose statements say this scope. Destroying any closes the database. */
  dialect: (scope?: Scope) => Dialect;
  queued: () => number;
  raiseWall: (statements: string) => void;
}

/** Kysely's Postgres dialect on PGlite in a worker thread. `onCrash`: the thread died; nothing works any more. */
export function embeddedDialect(dataDir: string, onCrash: (cause: Error) => void): EmbeddedDialect {
  const database = new EmbeddedDatabase(dataDir, onCrash);
  const turns = new Turns();
  return {
    dialect: (scope = NOBODY) => ({
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new EmbeddedDriver(database, turns, scope),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    }),
    queued: () => turns.queued,
    raiseWall: (statements) => database.raiseWall(statements),
  };
}
