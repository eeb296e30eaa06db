import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ShellRequest } from '../../src/desktop/shell/shell-contract.ts';
import type { AutostartEntry } from '../common/autostart.ts';
import type { KnownServers } from '../common/known-servers.ts';
import { readServerAddress } from '../common/server-address.ts';
import { type AppWindow, AppWindows } from './app-windows.ts';
import { openerOf } from './places.ts';
import type { Pipe } from './pipe.ts';
import { becomeFirstInstance, type Wish } from './single-instance.ts';
import { startBrowser } from './start-browser.ts';

export interface DeskOptions {
  browser: string;
  browserFlags: readonly string[];
  /** Has the browser's profile, the list of servers and our socket. */
  folder: string;
  servers: KnownServers;
  autostart: AutostartEntry;
  /** Something that can be said in one line went wrong while it was open. */
  warn: (line: string) => void;
}

export interface Desk {
  pipe: Pipe;
  close(): void;
  /** When its last window is closed. */
  ended: Promise<void>;
}

/** Opens this server, and is the one that later starts ask. */
export async function openDesk(options: DeskOptions, first: Omit<Wish, 'forget'> & { server: string }): Promise<Desk> {
  const { folder, servers, autostart, warn } = options;
  const { pipe, ended } = await startBrowser(options.browser, join(folder, 'profile'), options.browserFlags);
  const close = () => void pipe.send('Browser.close').catch(() => undefined);
  const complain = (cause: unknown) => warn(cause instanceof Error ? cause.message : String(cause));
  const windows = new AppWindows(pipe, {
    onRequest: (request, from) => void answer(request, from).catch(complain),
    onOutside: (address) => openOutside(address, warn),
    onEmpty: close,
  });

  const open = async ({ server, link }: Omit<Wish, 'forget'>) => {
    const origin = server === null ? (servers.last ?? first.server) : readServerAddress(server);
    await windows.open(origin, link);
    servers.opened(origin);
    tellAll();
  };
  const forget = async (url: string) => {
    servers.forget(url);
    await windows.forget(url);
    tellAll();
  };
  const grant = (wish: Wish) => (wish.forget === null ? open(wish) : forget(wish.forget));
  const tellAll = () => windows.all.forEach(tellState);
  const tellState = (window: AppWindow) =>
    window.tell({
      type: 'state',
      autostart: autostart.on,
      servers: servers.all.map((url) => ({ url, current: url === window.origin })),
    });

  /** Badge and notices are the page's own here; the rest is done for it. */
  async function answer(request: ShellRequest, from: AppWindow): Promise<void> {
    switch (request.type) {
      case 'hello':
        return tellState(from);
      case 'attention':
        return request.on ? from.toFront() : undefined;
      case 'focus':
        return from.toFront();
      case 'autostart':
        autostart.set(request.on);
        return tellAll();
      case 'openServer':
        // A new one, which gets microphone and camera, is named by the person alone: --server.
        return servers.all.includes(request.url) ? open({ server: request.url, link: null }) : tellState(from);
      case 'forgetServer':
        return request.url === from.origin ? tellAll() : forget(request.url);
      case 'quit':
        return close();
      case 'badge':
      case 'notify':
      case 'unnotify':
    }
  }

  try {
    await windows.start();
    await open(first);
    const door = await becomeFirstInstance(folder, (wish) => void grant(wish).catch(complain));
    return { pipe, close, ended: ended.then(() => void door.close()) };
  } catch (cause) {
    close();
    throw cause;
  }
}

function openOutside(address: string, warn: (line: string) => void): void {
  const [program, args] = openerOf(process.platform, address);
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => warn(`${program} is not there to open ${address}`));
  child.unref();
}
