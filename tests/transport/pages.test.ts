import { deepEqual, equal, fail, match, ok } from 'node:assert/strict';
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

  test.each(['/', '/index.html', '/c/1', '/demo', '/demo/'])(
    '[CS1] %s runs the scripts of this answer alone, in nobody’s frame, and takes no text for code',
    async (path) => {
      const [first, second] = [await fetch(`${server.url}${path}`), await fetch(`${server.url}${path}`)];
      const policies = [first, second].map(({ headers }) => directivesOf(headers.get('content-security-policy')));
      const nonces = policies.map(
        ({ 'script-src': scripts }) => /^'nonce-([\w+/]{24})' 'strict-dynamic'$/.exec(scripts ?? '')?.[1],
      );
      ok(nonces[0] !== undefined && nonces[1] !== undefined);
      ok(nonces[0] !== nonces[1], 'a nonce is used twice');
      for (const [index, response] of [first, second].entries()) {
        const html = await response.text();
        const tags = html.match(/<script[^>]*>/g) ?? [];
        ok(tags.length > 0 || path.startsWith('/demo'));
        for (const tag of tags) ok(tag.includes(`nonce="${nonces[index]}"`), tag);
        ok(!html.includes('__NONCE__'));
      }
      const { headers } = first;
      deepEqual(policies[0], {
        'default-src': "'none'",
        'script-src': `'nonce-${nonces[0]}' 'strict-dynamic'`,
        'style-src': `'self' 'nonce-${nonces[0]}'`,
        'connect-src': "'self'",
        'img-src': "'self' blob:",
        'media-src': "'self' blob:",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
        'manifest-src': "'self'",
        'worker-src': "'self'",
        'require-trusted-types-for': "'script'",
        // A worker's address is code: the app makes one policy, once, for the one that it has.
        'trusted-types': path.startsWith('/demo') ? "'none'" : 'parley-worker',
      });
      equal(headers.get('x-content-type-options'), 'nosniff');
      equal(headers.get('referrer-policy'), 'same-origin');
      equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      equal(headers.get('cross-origin-resource-policy'), 'same-origin');
      match(headers.get('permissions-policy') ?? '', /microphone=\(self\).*geolocation=\(\)/);
      equal(headers.get('x-powered-by'), null);
      // An old body would not fit the next answer's nonce.
      equal(headers.get('etag'), null);
      equal(headers.get('cache-control'), 'no-cache');
    },
  );

  test.each(['/parley.svg', '/demo/demo.css', '/demo/index.html', '/no/such/file.js'])(
    '%s is no page: opened as one it may do nothing',
    async (path) => {
      const { headers } = await fetch(`${server.url}${path}`);
      const policy = directivesOf(headers.get('content-security-policy'));
      deepEqual(policy, {
        'default-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
      });
    },
  );

  test.each(['/healthz', '/trpc/health', '/trpc/none', '/nothing.txt', '/widget/none.js', '/assets/none.js'])(
    'what %s answers is what it says it is',
    async (path) => {
      equal((await fetch(`${server.url}${path}`)).headers.get('x-content-type-options'), 'nosniff');
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

function directivesOf(policy: string | null): Record<string, string> {
  const pairs = (policy ?? '').split('; ').map((directive): [string, string] => {
    const [name = '', ...values] = directive.split(' ');
    return [name, values.join(' ')];
  });
  return Object.fromEntries(pairs);
}

/** The script that the operator app's page begins with. */
async function firstAsset(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  return /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? fail('the page names no script');
}
