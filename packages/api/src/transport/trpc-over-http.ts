import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { randomUUIDv7 } from 'node:crypto';
import { authenticate } from '../access/authenticate.ts';
import type { Context, Services } from '../access/services.ts';
import type { SessionRegistry } from '../access/session-registry.ts';
import { appRouter } from '../app-router.ts';
import { LIMITS, TRPC_PATH } from '../contract/wire.ts';
import { clientAddress, networkOf } from './client-address.ts';
import { logFailure } from './log-failure.ts';

const ALLOWED_HEADERS =
  'authorization, content-type, last-event-id, trpc-accept, x-parley-device, x-parley-project, x-parley-protocol, x-parley-visitor';
const PREFLIGHT_SECONDS = 600;

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** The hello of a socket, as headers: a token in a URL would end up in logs (AU2). */
function paramsOf(req: IncomingMessage): Record<string, string> {
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

/**
 * The same router on the same path, for networks that block WebSockets and for scripts: mutations by POST,
 * queries by GET, subscriptions as server-sent events.
 */
export function trpcOverHttp(
  services: Services,
  sessions: SessionRegistry,
  isKnownOrigin: (origin: string, host: string | undefined) => Promise<boolean>,
  proxies: BlockList,
) {
  return async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    const { origin, host } = req.headers;
    if (origin !== undefined && (await isKnownOrigin(origin, host))) {
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Allow-Headers', ALLOWED_HEADERS);
      res.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
    }
    if (req.method === 'OPTIONS') {
      res.writeHead(204, { Vary: 'Origin' }).end();
      return;
    }
    // The answer depends on headers that caches do not know to carry a credential.
    res.setHeader('Cache-Control', 'no-store');
    await nodeHTTPRequestHandler({
      router: appRouter,
      req,
      res,
      path: path.slice(TRPC_PATH.length + 1),
      maxBodySize: LIMITS.frameBytes,
      maxBatchSize: LIMITS.batch,
      createContext: ({ info }) => httpContext(services, sessions, proxies, req, res, info.type === 'subscription'),
      // tRPC has a `Vary` of its own, which takes the place of any set before.
      responseMeta: () => ({ headers: { Vary: 'Origin' } }),
      onError: logFailure(services.log),
    });
  };
}

async function httpContext(
  services: Services,
  sessions: SessionRegistry,
  proxies: BlockList,
  req: IncomingMessage,
  res: ServerResponse,
  isStream: boolean,
): Promise<Context> {
  const id = randomUUIDv7();
  const { origin, host } = req.headers;
  const { caller, deviceId } = await authenticate(services.db, services.env.PUBLIC_URL, {
    params: paramsOf(req),
    origin,
    host,
  });
  // A revoked session's streams end, and those of one whose rights have changed; its plain requests have their answer already, or are refused.
  if (caller.kind === 'operator' && isStream)
    res.once(
      'close',
      sessions.add(caller, () => res.destroy()),
    );
  return {
    ...services,
    connection: {
      id,
      transport: 'http',
      deviceId: deviceId ?? randomUUIDv7(),
      userAgent: req.headers['user-agent'] ?? null,
      network: networkOf(clientAddress(req, proxies)),
      log: services.log.child({ connection: id }),
      caller,
      // tRPC's HTTP adapter waits for `drain` itself.
      writable: () => Promise.resolve(),
    },
  };
}
