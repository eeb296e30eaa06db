import { once } from 'node:events';
import type { Server } from 'node:http';

export interface LocalSite extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  url: string;
  port: number;
}

/** Has a server listen on a free port, until it is disposed of: whoever is connected then is cut off. */
export async function serveLocally(server: Server): Promise<LocalSite> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
