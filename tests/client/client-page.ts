/** Pages of a real browser in which a client runs, on the server's own origin. */
import type { Browser, Page } from 'playwright-core';
import { type OutputOptions, rolldown } from 'rolldown';
import { fileURLToPath } from 'node:url';
import { watchDevices } from '../support/devices-in-use.ts';

const ENTRY = fileURLToPath(new URL('../../packages/client/src/index.ts', import.meta.url));

/** What a page loads of the client, by name; it begins with `client.js`. */
export type ClientFiles = ReadonlyMap<string, string>;

/** The client as one module that a page can import. */
export async function bundleClient(): Promise<string> {
  const [code = ''] = (await bundled({ codeSplitting: false })).values();
  return code;
}

/** With what it loads later in files of their own, as in the packages. */
export async function bundleClientInChunks(): Promise<ClientFiles> {
  return bundled({ entryFileNames: 'client.js', chunkFileNames: '[name].js' });
}

async function bundled(options: OutputOptions): Promise<ClientFiles> {
  const bundle = await rolldown({ input: ENTRY, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', ...options });
  await bundle.close();
  const chunks = output.filter((each) => each.type === 'chunk');
  return new Map(chunks.map(({ fileName, isEntry, code }) => [isEntry ? 'client.js' : fileName, code]));
}

export interface ClientPage extends AsyncDisposable {
  page: Page;
  /** Another one, in the same browser. */
  openTab(): Promise<Page>;
}

/** A page in a browser of its own, whose `window.parley` is the client's module. */
export async function openClientPage(
  browser: Browser,
  serverUrl: string,
  client: string | ClientFiles,
): Promise<ClientPage> {
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  await context.addInitScript(watchDevices);
  const html = `<!doctype html><script type="module">import * as parley from './client.js'; window.parley = parley;</script>`;
  await context.route(`${serverUrl}/client-test/`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  const files = typeof client === 'string' ? new Map([['client.js', client]]) : client;
  for (const [name, body] of files) {
    await context.route(`${serverUrl}/client-test/${name}`, (route) =>
      route.fulfill({ contentType: 'text/javascript', body }),
    );
  }
  const openTab = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => {
      throw error;
    });
    await page.goto(`${serverUrl}/client-test/`);
    await page.waitForFunction(() => 'parley' in window);
    return page;
  };
  return { page: await openTab(), openTab, [Symbol.asyncDispose]: () => context.close() };
}
