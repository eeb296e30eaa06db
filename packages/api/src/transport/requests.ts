import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { FILES_PATH, TRPC_PATH } from '../contract/wire.ts';
import { namesOneHost } from './host.ts';

type Handler = (req: IncomingMessage, res: ServerResponse, path: string) => Promise<void> | void;

export interface Routes {
  isReady: () => boolean;
  trpc: Handler;
  files: Handler;
  widget: Handler;
  demo: Handler;
  operatorApp: Handler;
}

function plain(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(`${text}\n`);
}

/** The one `request` listener of the process (TR1). */
export function requestListener(routes: Routes, log: Logger): RequestListener {
  const route = (req: IncomingMessage, res: ServerResponse): Promise<void> | void => {
    const url =
      req.url?.startsWith('/') === true && !req.url.startsWith('//') ? URL.parse(req.url, 'http://localhost') : null;
    // Health checks of some balancers speak HTTP/1.0 and name no host.
    const isAddressed = req.headers.host === undefined || namesOneHost(req);
    if (url === null || !isAddressed) return plain(res, 400, 'Bad request');
    const path = url.pathname;
    if (path === '/healthz') return plain(res, 200, 'ok');
    if (path === '/readyz') return routes.isReady() ? plain(res, 200, 'ready') : plain(res, 503, 'draining');
    if (path === TRPC_PATH || path.startsWith(`${TRPC_PATH}/`)) return routes.trpc(req, res, path);
    if (path.startsWith(`${FILES_PATH}/`)) return routes.files(req, res, path);
    if (req.method !== 'GET' && req.method !== 'HEAD') return plain(res, 405, 'Method not allowed');
    if (path === '/widget.js' || path.startsWith('/widget/')) return routes.widget(req, res, path);
    if (path === '/demo' || path.startsWith('/demo/')) return routes.demo(req, res, path);
    return routes.operatorApp(req, res, path);
  };
  return (req, res) => {
    // Whatever is answered is what it says it is.
    res.setHeader('X-Content-Type-Options', 'nosniff');
    Promise.try(route, req, res).catch((cause: unknown) => {
      log.error({ err: cause }, 'request failed');
      if (res.headersSent) res.destroy();
      else plain(res, 500, 'Internal error');
    });
  };
}
