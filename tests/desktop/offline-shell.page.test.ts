import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { operatorPages } from '../../packages/api/src/transport/pages.ts';
import { launchChromium } from '../support/chromium.ts';
import { reportRefusals } from '../support/report-refusals.ts';
import { serveLocally } from '../support/serve-locally.ts';

const WORKER = fileURLToPath(new URL('../../packages/operator-app/dist/service-worker.js', import.meta.url));
/** Of the build, as it stands in the worker. */
const VERSION = /(version:\s*)["`'][0-9a-f]{16}["`']/;

describe.skipIf(!inject('hasChromium'))('the app without a network', () => {
  test('opens from what was kept, at every address, with a nonce of its own each time; a new build is seen at once', async () => {
    await using site = await startSite();
    await using browser = await launchChromium();
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.addInitScript(reportRefusals);
    await page.goto(`${site.url}/inbox`);
    await page.evaluate(() => navigator.serviceWorker.ready);

    const nonces = new Set<string>();
    for (const refuse of ['broken', 'failing'] as const) {
      site.state = refuse;
      const response = await page.goto(`${site.url}/c/019a6e1e-0000-7000-8000-00000000000a`);
      await page.locator('.entry-brand').waitFor();
      const policy = response?.headers()['content-security-policy'] ?? '';
      expect(policy).toContain('trusted-types parley-worker');
      nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
    }
    expect([...nonces].map((nonce) => nonce.length)).toEqual([24, 24]);

    // What is the server's own is no screen of the app.
    const refused = await page.goto(`${site.url}/demo`);
    expect(refused?.status()).toBe(502);

    site.state = 'newer';
    await page.goto(`${site.url}/inbox`);
    expect(await page.locator('meta[name="build"]').getAttribute('content')).toBe('newer');
    expect(complaints).toEqual([]);
  });

  test('each build is kept whole or not at all, and beside it the one before', async () => {
    await using site = await startSite();
    await using browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(`${site.url}/inbox`);
    const kept = () => page.evaluate(() => caches.keys());
    const isWhole = (name: string) =>
      page.evaluate(async (cache) => {
        const files = await (await caches.open(cache)).keys();
        return files.length > 1 && files.some(({ url }) => new URL(url).pathname === '/');
      }, name);
    const [first] = await page.evaluate(async () => (await navigator.serviceWorker.ready) && caches.keys());
    expect(first).toMatch(/^parley-shell-[0-9a-f]{16}$/);

    const deploy = async (build: string): Promise<string> => {
      site.build = build;
      return page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        const found = new Promise<ServiceWorker | null>((resolve) => {
          registration.addEventListener('updatefound', () => resolve(registration.installing), { once: true });
        });
        await registration.update();
        const next = await found;
        if (next === null) throw new Error('it has found nothing new');
        return new Promise<string>((resolve) => {
          const look = () => {
            if (next.state === 'activated' || next.state === 'redundant') resolve(next.state);
          };
          next.addEventListener('statechange', look);
          // It may have been as far before anybody listened.
          look();
        });
      });
    };
    expect(await deploy('b')).toBe('activated');
    expect(await kept()).toEqual([first, 'parley-shell-b']);

    // One of its files is not there.
    site.missing = '/parley-unread.svg';
    expect(await deploy('c')).toBe('redundant');
    expect(await kept()).toEqual([first, 'parley-shell-b']);
    site.missing = null;

    // Back to the one before: from now on it is the newer of the two.
    expect(await deploy('')).toBe('activated');
    expect(await kept()).toEqual(['parley-shell-b', first]);
    expect(await deploy('d')).toBe('activated');
    expect(await kept()).toEqual([first, 'parley-shell-d']);
    expect(await Promise.all([first ?? '', 'parley-shell-d'].map(isWhole))).toEqual([true, true]);
  });
});

/** The app's own files from a server that can be away: no answer at all, or a proxy's that has nobody behind it. */
async function startSite() {
  const serve = operatorPages();
  const site = {
    url: '',
    state: 'there' as 'there' | 'broken' | 'failing' | 'newer',
    /** In place of the worker's own version, or '': a worker of another build with the same files. */
    build: '',
    missing: null as string | null,
  };
  const worker = readFileSync(WORKER, 'utf8');
  const answers: Record<typeof site.state, (req: IncomingMessage, res: ServerResponse, path: string) => void> = {
    there: (req, res, path) => {
      if (path === site.missing) return void res.writeHead(404).end();
      if (path !== '/service-worker.js') return void serve(req, res, path);
      const text = site.build === '' ? worker : worker.replace(VERSION, (_all, name) => `${name}"${site.build}"`);
      res.writeHead(200, { 'content-type': 'text/javascript' }).end(text);
    },
    broken: (req) => void req.socket.destroy(),
    failing: (_req, res) => void res.writeHead(502).end('Bad gateway'),
    newer: (req, res, path) =>
      path === '/inbox'
        ? void res.writeHead(200, { 'content-type': 'text/html' }).end('<meta name="build" content="newer">')
        : void serve(req, res, path),
  };
  const server = createServer((req, res) =>
    answers[site.state](req, res, new URL(req.url ?? '/', 'http://localhost').pathname),
  );
  return Object.assign(site, await serveLocally(server));
}
