import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { sendPage } from '../../packages/api/src/transport/page-headers.ts';
import { operatorPages } from '../../packages/api/src/transport/pages.ts';
import { type LocalSite, serveLocally } from '../support/serve-locally.ts';

const ENTRY = fileURLToPath(new URL('host-page.ts', import.meta.url));
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parley</title>
<link rel="icon" href="/parley.svg"><link rel="manifest" href="/manifest.webmanifest"><link rel="stylesheet" href="/host.css"></head>
<body><button>a place to click</button><script type="module" nonce="__NONCE__" src="/host.js"></script></body></html>`;

const STYLE = 'body { color: rgb(1, 2, 3) }';

/**
 * A server whose screens are a page with nothing but the app's own `DesktopHost` in it, under the policy of the app's page; the
 * manifest, the icons and the service worker are the app's.
 */
export async function startHostSite(): Promise<LocalSite> {
  const script = await bundle();
  const files = operatorPages();
  const server = createServer((req, res) => {
    const { pathname } = new URL(req.url ?? '/', 'http://localhost');
    if (pathname === '/host.js') return void res.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    if (pathname === '/host.css') return void res.writeHead(200, { 'content-type': 'text/css' }).end(STYLE);
    if (/\.[^/]*$/.test(pathname)) return void files(req, res, pathname);
    sendPage(res, PAGE, { workerPolicy: 'parley-worker' });
  });
  return serveLocally(server);
}

async function bundle(): Promise<string> {
  const made = await rolldown({ input: ENTRY, platform: 'browser', logLevel: 'silent' });
  const { output } = await made.generate({ format: 'esm', codeSplitting: false });
  await made.close();
  return output[0].code;
}
