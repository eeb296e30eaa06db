import {
  createAnonymousClient,
  createOperatorClient,
  type OperatorClient,
  type Store,
  type Thread,
} from '@parley/client';
import { createTestDatabase } from '../support/database.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { startForeignSite } from './foreign-site.ts';

export interface WidgetSite extends AsyncDisposable {
  server: ServerProcess;
  /** The Parley server. */
  serverUrl: string;
  /**
   * A site that embeds the widget, on another origin, by script tag; `/bare` is without. Under strict policies: `/strict`
   * allows the server's address, `/nonce` a nonce and what that loads, `/hash` the script of one hash and a folder. `/frame?<sandbox>`
   * has the page with the widget in a sandboxed frame, `/frames` tries to frame the server's own pages.
   */
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

/** The operator's side of the newest conversation, as soon as its last message has this text. */
export async function operatorThread({ operator, projectId }: WidgetSite, text: string): Promise<Thread> {
  const inbox = operator.inbox(projectId);
  const { items } = await until(inbox, (now) => now.items.some(({ lastMessage }) => lastMessage?.text === text));
  inbox.close();
  const found = items.find(({ lastMessage }) => lastMessage?.text === text);
  if (found === undefined) throw new Error('no such conversation');
  return operator.thread(found.id);
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
