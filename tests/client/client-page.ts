/** Pages of a real browser in which a client runs, on the server's own origin. */
import type { Browser, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { fileURLToPath } from 'node:url';
import { watchDevices } from '../support/devices-in-use.ts';

const ENTRY = fileURLToPath(new URL('../../packages/client/src/index.ts', import.meta.url));

/** The client as one module that a page can import. */
export async function bundleClient(): Promise<string> {
  const bundle = await rolldown({ input: ENTRY, platform: 'browser', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

export interface ClientPage extends AsyncDisposable {
  page: Page;
}

/** A page in a browser of its own, whose `window.parley` is the client's module. */
export async function openClientPage(browser: Browser, serverUrl: string, client: string): Promise<ClientPage> {
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  await context.addInitScript(watchDevices);
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  const html = `<!doctype html><script type="module">import * as parley from './client.js'; window.parley = parley;</script>`;
  await page.route(`${serverUrl}/client-test/`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.route(`${serverUrl}/client-test/client.js`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: client }),
  );
  await page.goto(`${serverUrl}/client-test/`);
  await page.waitForFunction(() => 'parley' in window);
  return { page, [Symbol.asyncDispose]: () => context.close() };
}
