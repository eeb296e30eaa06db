import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv, { type Options, type RequestHandler } from 'sirv';
import { sendPage, setPageHeaders, setWorkerHeaders } from './page-headers.ts';

const packageDir = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const OPERATOR_APP = packageDir('operator-app/dist');
const WIDGET = packageDir('widget-sdk/dist');
const DEMO = packageDir('widget-sdk/demo');

type Handler = (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void> | void;

/** Of a folder that is not there; the rest of the server works without it. */
function notBuilt(res: ServerResponse): void {
  res.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not built yet: run `npm run build`\n');
}

function files(dir: string, options: Options): RequestHandler {
  // The builds leave compressed copies beside their files.
  if (existsSync(dir)) return sirv(dir, { ...options, gzip: true, brotli: true });
  return (_req, res) => notBuilt(res);
}

function notFound(res: ServerResponse): void {
  res.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
}

/** A screen of the app, whatever its path: one that ends in a name with a dot is a file. */
const isScreen = (path: string): boolean => path === '/index.html' || !/\.[^/]*$/.test(path);

/** The app's service worker, and what the app calls its Trusted Types policy (desktop/web/register-worker.ts). */
const WORKER = '/service-worker.js';
const WORKER_POLICY = 'parley-worker';

/** The operator app at `/`: an unknown path is one of its own screens, unless it names a file. */
export function operatorPages(filesUrl?: string): Handler {
  const index = `${OPERATOR_APP}/index.html`;
  const page = existsSync(index) ? readFileSync(index, 'utf8') : null;
  const serve = files(OPERATOR_APP, {
    etag: true,
    setHeaders: (res, path) => {
      // Vite puts a hash into the names below assets/.
      res.setHeader('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (req, res, path) => {
    if (isScreen(path))
      return page === null ? notBuilt(res) : sendPage(res, page, { filesUrl, workerPolicy: WORKER_POLICY });
    setPageHeaders(res);
    if (path === WORKER) setWorkerHeaders(res);
    serve(req, res, () => notFound(res));
  };
}

/** `call-view-D5BwxQXr.js`: a name that changes with what it names. */
const HASHED = /-[\w-]{8}\.js$/;

/** The script tag's file and what it loads; other sites fetch these, so any origin may read them. */
export function widgetFiles(): Handler {
  const serve = files(WIDGET, {
    etag: true,
    setHeaders: (res, path) => {
      res.setHeader('Cache-Control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
    },
  });
  return (req, res, path) => {
    res.setHeader('Access-Control-Allow-Origin', '*');
    res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    req.url = path === '/widget.js' ? '/parley.js' : path.slice('/widget'.length);
    serve(req, res, () => notFound(res));
  };
}

/** A shop that is not one, with the widget of the first project. */
export function demoPages(firstProjectKey: () => Promise<string | null>, filesUrl?: string): Handler {
  const serve = files(DEMO, { etag: true, setHeaders: (res) => res.setHeader('Cache-Control', 'no-cache') });
  return async (req, res, path) => {
    if (path !== '/demo' && path !== '/demo/') {
      setPageHeaders(res);
      req.url = path.slice('/demo'.length);
      serve(req, res, () => notFound(res));
      return;
    }
    const key = await firstProjectKey();
    const page = await readFile(`${DEMO}/${key === null ? 'no-project' : 'index'}.html`, 'utf8');
    sendPage(res, page.replaceAll('__PROJECT_KEY__', key ?? ''), { filesUrl });
  };
}
