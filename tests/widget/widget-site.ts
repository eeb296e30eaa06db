import { createServer } from 'node:http';
import { createAnonymousClient, createOperatorClient, type OperatorClient, type Store } from '@parley/client';
import { createTestDatabase } from '../support/database.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

export interface WidgetSite extends AsyncDisposable {
  server: ServerProcess;
  /** The Parley server. */
  serverUrl: string;
  /** A site that embeds the widget, on another origin: `/` by script tag, `/strict` with a strict policy, `/bare` without. */
  siteUrl: string;
  projectKey: string;
  projectId: string;
  /** A person who answers. */
  operator: OperatorClient;
}

/** A real server with one project, an operator and a foreign site with the widget on it. */
export async function startWidgetSite(): Promise<WidgetSite> {
  const database = await createTestDatabase('embedded');
  const server = await startServerProcess({ env: database.env });
  const anonymous = createAnonymousClient({ serverUrl: server.url });
  const { sessionToken } = await anonymous.api.account.register.mutate({
    email: 'anna@shop.example',
    password: 'correct horse battery',
    name: 'Anna Lind',
  });
  await anonymous.close();
  const operator = createOperatorClient({ serverUrl: server.url, sessionToken });
  const project = await operator.api.project.create.mutate({ name: 'Atelier Nord' });
  const site = await startForeignSite(server.url, project.key);
  return {
    server,
    serverUrl: server.url,
    siteUrl: site.url,
    projectKey: project.key,
    projectId: project.id,
    operator,
    async [Symbol.asyncDispose]() {
      await operator.close();
      await site.close();
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** All that the README says a site has to allow, and nothing more. */
function strictPolicy(serverUrl: string): string {
  return [
    "default-src 'none'",
    `script-src ${serverUrl}`,
    `connect-src ${serverUrl} ${serverUrl.replace('http', 'ws')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

async function startForeignSite(
  serverUrl: string,
  projectKey: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const tag = `<script src="${serverUrl}/widget.js" data-project-key="${projectKey}" async></script>`;
  const page = (body: string) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title></head><body><h1>A site</h1>${body}</body></html>`;
  const http = createServer((request, response) => {
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    const strict = request.url === '/strict' ? { 'content-security-policy': strictPolicy(serverUrl) } : {};
    response.writeHead(200, { ...headers, ...strict }).end(page(request.url === '/bare' ? '' : tag));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    // A new project allows `http://localhost` on any port.
    url: `http://localhost:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** The first snapshot, present or to come, that fits. */
export function until<T>(store: Store<T>, fits: (snapshot: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const look = () => {
      const snapshot = store.getSnapshot();
      if (!fits(snapshot)) return;
      stop();
      resolve(snapshot);
    };
    const stop = store.subscribe(look);
    look();
  });
}
