import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { AutostartEntry } from '../../packages/operator-app/shells/common/autostart.ts';
import { KnownServers } from '../../packages/operator-app/shells/common/known-servers.ts';
import { type Desk, openDesk } from '../../packages/operator-app/shells/window/desk.ts';

export interface DeskWindow extends AsyncDisposable {
  desk: Desk;
  context: BrowserContext;
  page: Page;
  /** Has the profile and the socket. */
  folder: string;
  autostart: AutostartEntry;
  /** What went wrong while it was open, a line each. */
  warned: string[];
  badgeCount(): Promise<number>;
  /** What the system was asked to open, one address a line. */
  openedOutside(): string[];
}

/** Another end of the browser that a window host has started with `--remote-debugging-port=0`. */
export function lookInto(folder: string): Promise<Browser> {
  const [port] = readFileSync(join(folder, 'profile/DevToolsActivePort'), 'utf8').split('\n');
  return chromium.connectOverCDP(`http://127.0.0.1:${port}`);
}

/** The window host on this server, in this process. The test looks into the window by a port; the host has the pipe alone. */
export async function openDeskWindow(program: string, url: string, flags: readonly string[] = []): Promise<DeskWindow> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-desk-'));
  // Chromium writes the app into the menus of whoever runs the tests, unless it is told of another home.
  process.env['XDG_DATA_HOME'] = join(folder, 'share');
  const outside = join(folder, 'outside.txt');
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/xdg-open'), `#!/bin/sh\necho "$1" >> '${outside}'\n`, { mode: 0o755 });
  await writeFile(outside, '');
  process.env['PATH'] = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
  const warned: string[] = [];
  const autostart = new AutostartEntry(
    { platform: 'linux', home: folder, env: {} },
    { name: 'parley', command: () => ['parley-operator'] },
  );
  const desk = await openDesk(
    {
      browser: program,
      browserFlags: ['--headless=new', '--remote-debugging-port=0', '--disable-gpu', ...flags],
      folder,
      servers: new KnownServers(join(folder, 'servers.json')),
      autostart,
      warn: (line) => void warned.push(line),
    },
    { server: url, link: null },
  );
  const connection = await lookInto(folder);
  const [context] = connection.contexts();
  const [page] = context?.pages() ?? [];
  if (!context || !page) throw new Error('there is no window');
  return {
    desk,
    context,
    page,
    folder,
    autostart,
    warned,
    badgeCount: async () => (await desk.pipe.send('PWA.getOsAppState', { manifestId: `${url}/` })).badgeCount ?? 0,
    openedOutside: () => readFileSync(outside, 'utf8').split('\n').filter(Boolean),
    async [Symbol.asyncDispose]() {
      await connection.close();
      desk.close();
      await desk.ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
