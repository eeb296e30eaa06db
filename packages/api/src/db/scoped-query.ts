import pg from 'pg';
import type { PostgresQueryResult } from 'kysely';
import type { Scope } from './scope.ts';

/** Prepared once on each connection; until the end of the transaction, so that nothing of it is left behind. */
export const SAY_SCOPE = { name: 'parley_scope', text: `select set_config('parley.projects', $1, true)` };

export interface Statement {
  name?: string;
  text: string;
  values: readonly unknown[];
}

/** Also without parameters, where pg would take the simple protocol, whose message is a transaction of its own. */
const EXTENDED = { queryMode: 'extended' };

type Command = PostgresQueryResult<unknown>['command'];
const COMMANDS: readonly Command[] = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'];
/** To Kysely it is one of those that tell how many rows they changed, or it is not. */
const commandOf = (command: string): Command => COMMANDS.find((one) => one === command) ?? 'SELECT';

/** How pg's own query takes a message; its types keep that to themselves. */
const takes = (what: 'handleDataRow' | 'handleCommandComplete') => {
  const take: unknown = Reflect.get(pg.Query.prototype, what);
  if (typeof take !== 'function') throw new Error(`pg's Query has no ${what}`);
  return (query: pg.Query, message: readonly unknown[]): unknown => Reflect.apply(take, query, message);
};
const takeRow = takes('handleDataRow');
const takeComplete = takes('handleCommandComplete');

/**
 * A statement with its scope in front, in one write and before one Sync: to Postgres they are one transaction, so either both
 * happen or neither, and no statement can ever run in the scope of another. It costs no trip of its own; a `begin` goes the
 * same way, and its transaction keeps the scope.
 */
export class ScopedQuery<R> extends pg.Query {
  readonly answer: Promise<PostgresQueryResult<R>>;
  #isSaid = false;

  constructor(scope: Scope, { values, ...statement }: Statement) {
    const { promise, resolve, reject } = Promise.withResolvers<PostgresQueryResult<R>>();
    super({ ...statement, ...EXTENDED, values: [...values] }, (error, result) => {
      // pg says `null` for no error.
      if (error) reject(error);
      else resolve({ command: commandOf(result.command), rowCount: result.rowCount ?? 0, rows: result.rows });
    });
    this.answer = promise;
    const submit = this.submit.bind(this);
    this.submit = (connection) => {
      connection.stream.cork();
      connection.bind({ statement: SAY_SCOPE.name, values: [scope] }, true);
      connection.execute(null, true);
      try {
        return submit(connection);
      } finally {
        connection.stream.uncork();
      }
    };
  }

  handleDataRow(...message: unknown[]): void {
    if (this.#isSaid) takeRow(this, message);
  }

  handleCommandComplete(...message: unknown[]): void {
    if (this.#isSaid) takeComplete(this, message);
    this.#isSaid = true;
  }
}
