/** Exact origins, as the browser sends them; nothing is parsed out of a pattern. */

/** Any port on this machine's name, over http: what a new project allows until it is configured. */
const LOCALHOST = /^http:\/\/localhost(:\d{1,5})?$/;

export function isAllowedByProject(origin: string, allowedOrigins: readonly string[]): boolean {
  return allowedOrigins.length === 0 ? LOCALHOST.test(origin) : allowedOrigins.includes(origin);
}

/**
 * Our own origin: `PUBLIC_URL`'s, or, where none is set, the one whose host the request was sent to.
 * No cookie authenticates anything here, so the latter gives nothing to a page that lies about its name.
 */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  if (publicUrl !== undefined) return origin === new URL(publicUrl).origin;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

/** `null`, two origins, a path: not what a browser sends for a page. */
export function isWellFormedOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.origin === origin;
}
