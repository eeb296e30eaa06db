import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { serveLocally } from '../support/serve-locally.ts';

const NONCE = 'bm9uY2Utb2YtdGhlLXNpdGU=';

interface SitePage {
  body: string;
  policy?: string;
}

/** All that docs/content-security.md says a site has to allow, and nothing more. */
function strictPolicy(serverUrl: string, scripts: string): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    `connect-src ${serverUrl} ${serverUrl.replace('http', 'ws')}`,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** What the address asks for. */
function pageOf({ pathname, search }: URL, serverUrl: string, projectKey: string, loader: string): SitePage {
  const tag = (attributes = '') =>
    `<script src="${serverUrl}/widget.js" data-project-key="${projectKey}" ${attributes} async></script>`;
  const frame = (src: string, sandbox?: string) =>
    `<iframe src="${src}" width="900" height="700"${sandbox === undefined ? '' : ` sandbox="${sandbox}"`}></iframe>`;
  switch (pathname) {
    case '/bare':
      return { body: '' };
    case '/strict':
      return { body: tag(), policy: strictPolicy(serverUrl, serverUrl) };
    case '/nonce':
      return { body: tag(`nonce="${NONCE}"`), policy: strictPolicy(serverUrl, `'nonce-${NONCE}' 'strict-dynamic'`) };
    case '/hash': {
      const hash = `sha384-${createHash('sha384').update(loader).digest('base64')}`;
      const scripts = `'${hash}' ${serverUrl}/widget/`;
      return { body: tag(`integrity="${hash}" crossorigin`), policy: strictPolicy(serverUrl, scripts) };
    }
    case '/frame':
      return { body: frame('/', decodeURIComponent(search.slice(1)).replaceAll('+', ' ')) };
    case '/frames':
      return { body: frame(`${serverUrl}/`) + frame(`${serverUrl}/demo`) };
    default:
      return { body: tag() };
  }
}

export async function startForeignSite(
  serverUrl: string,
  projectKey: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const loader = await (await fetch(`${serverUrl}/widget.js`)).text();
  const http = createServer((request, response) => {
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    const { body, policy } = pageOf(new URL(request.url ?? '/', 'http://localhost'), serverUrl, projectKey, loader);
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    response.writeHead(200, { ...headers, ...(policy && { 'content-security-policy': policy }) });
    response.end(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A site</title></head><body><h1>A site</h1>${body}</body></html>`,
    );
  });
  const site = await serveLocally(http);
  return {
    // A new project allows `http://localhost` on any port.
    url: `http://localhost:${site.port}`,
    close: async () => site[Symbol.asyncDispose](),
  };
}
