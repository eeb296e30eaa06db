import { equal, fail, match, ok } from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { sendRaw } from './raw-http.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startFresh(testDatabases().at(-1) ?? 'embedded');
});
afterAll(() => server[Symbol.asyncDispose]());

describe('pages', () => {
  test('/healthz and /readyz answer, and nobody keeps the answer', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const response = await fetch(`${server.url}${path}`);
      equal(response.status, 200);
      equal(response.headers.get('cache-control'), 'no-store');
    }
  });

  test.each(['/', '/conversations/1', '/demo', '/demo/'])(
    '%s runs only our own scripts, in nobody’s frame',
    async (path) => {
      const { headers } = await fetch(`${server.url}${path}`);
      const csp = headers.get('content-security-policy') ?? '';
      match(csp, /default-src 'self'/);
      match(csp, /script-src 'self'(;|$)/);
      match(csp, /frame-ancestors 'none'/);
      match(csp, /object-src 'none'/);
      match(csp, /base-uri 'none'/);
      equal(headers.get('x-content-type-options'), 'nosniff');
      ok((headers.get('referrer-policy') ?? '') !== '');
      match(headers.get('permissions-policy') ?? '', /microphone=\(self\)/);
      equal(headers.get('x-powered-by'), null);
    },
  );

  test.each(['br', 'gzip'])('a page and the widget travel compressed, as %s', async (encoding) => {
    for (const path of ['/widget.js', await firstAsset(server.url)]) {
      const { headers } = await fetch(`${server.url}${path}`, { headers: { 'accept-encoding': encoding } });
      equal(headers.get('content-encoding'), encoding, path);
      match(headers.get('content-type') ?? '', /^text\/javascript/);
    }
  });

  test('the widget may be loaded by any site', async () => {
    const { headers } = await fetch(`${server.url}/widget.js`);
    equal(headers.get('access-control-allow-origin'), '*');
    equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
    equal(headers.get('x-content-type-options'), 'nosniff');
  });

  test.each([
    '/../package.json',
    '/widget/../../package.json',
    '/demo/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/widget/%2e%2e%2f%2e%2e%2fpackage.json',
    '/%00',
    '/%ff%fe',
    '/%E0%A4%A',
  ])('a path like %s shows no file of ours and ends nothing', async (path) => {
    const { status, text } = await sendRaw(
      server.url,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    ok(status >= 200 && status < 500, `${path}: ${text}`);
    ok(!text.includes('"workspaces"'));
    equal((await fetch(`${server.url}/healthz`)).status, 200);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s of a page is refused', async (method) => {
    const { status } = await sendRaw(
      server.url,
      `${method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
    ok([400, 405].includes(status), String(status));
  });
});

/** The script that the operator app's page begins with. */
async function firstAsset(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  return /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? fail('the page names no script');
}
