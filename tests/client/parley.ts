/** A real server with an operator, a project, and clients to talk through; all gone when disposed of. */
import {
  createAnonymousClient,
  createOperatorClient,
  createVisitorClient,
  type ConnectionSnapshot,
  type Environment,
  type OperatorClient,
  type Store,
  type VisitorClient,
  type VisitorClientOptions,
} from '@parley/client';
import pg from 'pg';
import { createTestDatabase, type DatabaseKind } from '../support/database.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

export interface Parley extends AsyncDisposable {
  server: ServerProcess;
  sessionToken: string;
  projectId: string;
  projectKey: string;
  operator: OperatorClient;
  /** Another operator of the project; there is no procedure for it yet, so it needs a Postgres server. */
  colleague(name: string): Promise<{ id: string; sessionToken: string }>;
  /** A new visitor, by way of `options.serverUrl` if that is not the server itself. */
  visitor(options?: Partial<VisitorClientOptions>): VisitorClient;
}

/**
 * @param environment of the operator's client
 * @param variables of the server
 */
export async function startParley(
  environment: Partial<Environment> = {},
  variables: Record<string, string> = {},
  kind: DatabaseKind = 'embedded',
): Promise<Parley> {
  const database = await createTestDatabase(kind);
  const server = await startServerProcess({
    env: { ...database.env, LOG_LEVEL: 'info', DRAIN_SECONDS: '1', ...variables },
  });
  const serverUrl = server.url;
  const anonymous = createAnonymousClient({ serverUrl });
  const account = { email: 'ann@example.com', password: 'correct horse', name: 'Ann' };
  const { sessionToken } = await anonymous.api.account.register.mutate(account);
  const operator = createOperatorClient({ serverUrl, sessionToken, environment });
  const project = await operator.api.project.create.mutate({ name: 'Shop' });
  const clients: { close(): Promise<void> }[] = [anonymous, operator];
  return {
    server,
    sessionToken,
    projectId: project.id,
    projectKey: project.key,
    operator,
    async colleague(name) {
      const person = { email: `${name}@example.com`, password: 'correct horse', name };
      const { operator: me, sessionToken: token } = await anonymous.api.account.register.mutate(person);
      const client = new pg.Client({ connectionString: database.env['DATABASE_URL'] });
      await client.connect();
      const member = [project.id, me.id];
      await client.query(`insert into member (project_id, operator_id, role) values ($1, $2, 'agent')`, member);
      await client.end();
      return { id: me.id, sessionToken: token };
    },
    visitor(options = {}) {
      const client = createVisitorClient({ serverUrl, projectKey: project.key, ...options });
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.close();
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The first snapshot, present or to come, that fits. */
export function until<T>(store: Store<T>, fits: (snapshot: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    let stop: () => void = () => undefined;
    const look = () => {
      const snapshot = store.getSnapshot();
      if (!fits(snapshot)) return;
      stop();
      resolve(snapshot);
    };
    stop = store.subscribe(look);
    look();
  });
}

export function online(store: Store<ConnectionSnapshot>, transport: 'websocket' | 'http'): Promise<ConnectionSnapshot> {
  return until(store, (snapshot) => snapshot.state === 'online' && snapshot.transport === transport);
}
