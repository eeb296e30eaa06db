import type { IncomingMessage } from 'node:http';

const HOST = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(:\d{1,5})?$/i;

/**
 * Was this sent to one host, by a name that is one? A proxy in front of us may read another of two names than we do,
 * and whatever makes a URL out of a name that is none throws. Node refuses a request of HTTP/1.1 without any.
 */
export function namesOneHost(req: IncomingMessage): boolean {
  const names = req.headersDistinct['host'] ?? [];
  const [name = ''] = names;
  return names.length === 1 && HOST.test(name) && URL.canParse(`http://${name}`);
}
