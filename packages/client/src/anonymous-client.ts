/** For those who have no session yet: to register and to log in. */
import { v4 as uuidv4 } from 'uuid';
import { Connection } from './connection/connection.ts';
import { createApi, type Api } from './connection/transport.ts';
import { defaultEnvironment, type Environment } from './environment.ts';

export interface AnonymousClient {
  readonly api: Api;
  close(): Promise<void>;
}

export function createAnonymousClient(options: {
  serverUrl: string;
  environment?: Partial<Environment>;
}): AnonymousClient {
  const environment = defaultEnvironment(options.environment);
  const connection = new Connection({
    serverUrl: options.serverUrl,
    deviceId: uuidv4(),
    credentials: () => ({}),
    environment,
  });
  return {
    api: createApi(connection, { ...environment, onOnline: (listener) => connection.onOnline(listener) }),
    close: async () => connection.close(),
  };
}
