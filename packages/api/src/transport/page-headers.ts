import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export interface PageOptions {
  /** Where files are that people send, if not here. */
  filesUrl?: string | undefined;
  /**
   * The name under which the page may make one Trusted Types policy, once: a worker's address is code to the browser. Without
   * it no text becomes code at all.
   */
  workerPolicy?: string | undefined;
}

/**
 * What a page of ours may do. `script-src` names this answer's nonce and no address: whatever else this origin comes to
 * serve (a file that a visitor sent) is no script. `'self'` covers our own socket; to a Safari before 16 it does not, and that
 * one goes the way over HTTP.
 */
const policy = (nonce: string, { filesUrl, workerPolicy }: PageOptions): string => {
  // Of files that people send, `blob:` is the one that is not there yet.
  const shown = ["'self'", 'blob:', ...(filesUrl === undefined ? [] : [new URL(filesUrl).origin])].join(' ');
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    `img-src ${shown}`,
    `media-src ${shown}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "require-trusted-types-for 'script'",
    `trusted-types ${workerPolicy ?? "'none'"}`,
  ].join('; ');
};

const HEADERS = {
  // For a file that somebody opens as if it were a page; a page gets the policy above.
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Permissions-Policy':
    'microphone=(self), camera=(self), display-capture=(self), geolocation=(), midi=(), payment=(), usb=(), serial=(), hid=()',
  // Not even the installation's address is of any concern to a site that a visitor links to.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** For what a page of ours is made of. */
export function setPageHeaders(res: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value);
}

/** A service worker is under its own answer's policy: it fetches from here, and makes no code of text. */
export function setWorkerHeaders(res: ServerResponse): void {
  res.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
  );
}

/** Where the build has left room for the nonce of an answer. */
const NONCE = '__NONCE__';

/** The page, under a policy of its own. It has no ETag: an old body and a new nonce would not fit each other. */
export function sendPage(res: ServerResponse, html: string, options: PageOptions): void {
  const nonce = randomBytes(18).toString('base64');
  setPageHeaders(res);
  res.setHeader('Content-Security-Policy', policy(nonce, options));
  res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' });
  res.end(html.replaceAll(NONCE, nonce));
}
