import { createTestDatabase, type DatabaseKind } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';

/** Each sign-in and each account costs its hash, and a busy machine takes its time. */
export const HASHING_MS = 120_000;

export interface Nodes extends AsyncDisposable {
  first: InProcessServer;
  url(nth: number): string;
  /** One more on the same database, which is the caller's to end; on a Postgres server alone. */
  another(): Promise<InProcessServer>;
}

/** On a Postgres server two of them, which count together; they believe what we say of our address. */
export async function startNodes(kind: DatabaseKind): Promise<Nodes> {
  const database = await createTestDatabase(kind);
  const start = () => startInProcess(database, { TRUSTED_PROXIES: '127.0.0.1' });
  const first = await start();
  const second = kind === 'server' ? await start() : null;
  return {
    first,
    url: (nth) => (nth % 2 === 1 && second !== null ? second : first).url,
    another: start,
    async [Symbol.asyncDispose]() {
      await second?.[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
