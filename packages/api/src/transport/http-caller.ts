import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientNetworks } from './client-address.ts';
import type { Registries } from './socket-context.ts';

const ALLOWED_HEADERS =
  'authorization, content-type, last-event-id, trpc-accept, upload-offset, x-parley-device, x-parley-project, x-parley-protocol, x-parley-visitor';
const PREFLIGHT_SECONDS = 600;

export interface HttpRules {
  registries: Registries;
  isKnownOrigin: (origin: string, host: string | undefined) => Promise<boolean>;
  isOverloaded: () => boolean;
  networks: ClientNetworks;
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The hello of a socket, as headers: a token in a URL would end up in logs (AU2). */
export function paramsOf(req: IncomingMessage): Record<string, string> {
  const params = {
    protocol: header(req, 'x-parley-protocol'),
    deviceId: header(req, 'x-parley-device'),
    sessionToken: /^Bearer (\S+)$/.exec(header(req, 'authorization') ?? '')?.[1],
    projectKey: header(req, 'x-parley-project'),
    visitorToken: header(req, 'x-parley-visitor'),
  };
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Scripts of these pages may read what we answer. */
export async function letPagesIn(
  req: IncomingMessage,
  res: ServerResponse,
  isKnownOrigin: HttpRules['isKnownOrigin'],
): Promise<void> {
  const { origin, host } = req.headers;
  if (origin === undefined || !(await isKnownOrigin(origin, host))) return;
  res.setHeader('Access-Control-Allow-Origin', origin);
  res.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS);
  res.setHeader('Access-Control-Allow-Methods', 'GET, POST, PATCH');
  res.setHeader('Access-Control-Expose-Headers', 'Upload-Offset');
  res.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
}

/** Not in tRPC's words: to a client it is as if nobody were there, and it does not come here with all its subscriptions. */
export function comeLater(res: ServerResponse): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', 'Retry-After': '2' };
  res.writeHead(503, headers).end('overloaded; try again\n');
}
