import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv, { type Options, type RequestHandler } from 'sirv';

const packageDir = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const OPERATOR_APP = packageDir('operator-app/dist');
const WIDGET = packageDir('widget-sdk/dist');
const DEMO = packageDir('widget-sdk/demo');

/** `filesUrl`: where downloads have an origin of their own. `connect-src` names ws: because a page's own `'self'` does not cover it in every browser. */
const csp = (filesUrl = ''): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self' ws: wss:",
    `img-src 'self' data: blob: ${filesUrl}`,
    `media-src 'self' blob: data: ${filesUrl}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

type Handler = (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void> | void;

function secure(res: ServerResponse, filesUrl?: string): void {
  res.setHeader('Content-Security-Policy', csp(filesUrl));
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin');
  res.setHeader('Permissions-Policy', 'microphone=(self), camera=(self), display-capture=(self)');
}

/** A folder that is not there yet is told in words; the rest of the server works without it. */
function files(dir: string, options: Options): RequestHandler {
  // The builds leave compressed copies beside their files.
  if (existsSync(dir)) return sirv(dir, { ...options, gzip: true, brotli: true });
  return (_req, res) => {
    res.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not built yet: run `npm run build`\n');
  };
}

function notFound(res: ServerResponse): void {
  res.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
}

/** The operator app at `/`: an unknown path is one of its own screens, unless it names a file. */
export function operatorPages(filesUrl?: string): Handler {
  const serve = files(OPERATOR_APP, {
    etag: true,
    single: true,
    setHeaders: (res, path) => {
      // Vite puts a hash into the names below assets/; the page itself must never be stale.
      res.setHeader('Cache-Control', path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return (req, res) => {
    secure(res, filesUrl);
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
    res.setHeader('X-Content-Type-Options', 'nosniff');
    req.url = path === '/widget.js' ? '/parley.js' : path.slice('/widget'.length);
    serve(req, res, () => notFound(res));
  };
}

/** A shop that is not one, with the widget of the first project. */
export function demoPages(firstProjectKey: () => Promise<string | null>): Handler {
  const serve = files(DEMO, { etag: true, setHeaders: (res) => res.setHeader('Cache-Control', 'no-cache') });
  return async (req, res, path) => {
    secure(res);
    if (path !== '/demo' && path !== '/demo/') {
      req.url = path.slice('/demo'.length);
      serve(req, res, () => notFound(res));
      return;
    }
    const key = await firstProjectKey();
    const page = await readFile(`${DEMO}/${key === null ? 'no-project' : 'index'}.html`, 'utf8');
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
    res.end(page.replaceAll('__PROJECT_KEY__', key ?? ''));
  };
}
