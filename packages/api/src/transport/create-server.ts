import { createServer as createHttpServer, type Server } from 'node:http';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer } from 'ws';
import { isOwnOrigin } from '../access/origins.ts';
import type { RefusalLog } from '../access/refusal-log.ts';
import type { Services } from '../access/services.ts';
import { appRouter } from '../app-router.ts';
import { LIMITS } from '../contract/wire.ts';
import { firstProjectKey, originIsKnown } from '../project/project.queries.ts';
import { ClientNetworks } from './client-address.ts';
import { files } from './files.ts';
import { GuardSocket } from './guard-socket.ts';
import { encoder } from './hand-over.ts';
import { logFailure } from './log-failure.ts';
import { demoPages, operatorPages, widgetFiles } from './pages.ts';
import { requestListener } from './requests.ts';
import { socketContext, type Registries } from './socket-context.ts';
import { trpcOverHttp } from './trpc-over-http.ts';
import { handleUpgrades } from './upgrade.ts';

export interface HttpAndSockets {
  server: Server;
  wss: WebSocketServer;
}

/** One HTTP server, one `ws` server without a listener of its own, one consumer: tRPC's `applyWSSHandler`. */
export function createServer(
  services: Services,
  registries: Registries,
  options: {
    trustedProxies: readonly string[];
    isReady: () => boolean;
    isOverloaded: () => boolean;
    refusals: RefusalLog;
  },
): HttpAndSockets {
  const { log, db, env, limits } = services;
  const { isOverloaded, refusals } = options;
  const networks = new ClientNetworks(options.trustedProxies, log);
  const isKnownOrigin = async (origin: string, host: string | undefined): Promise<boolean> =>
    isOwnOrigin(origin, host, env.PUBLIC_URL) || (await originIsKnown(db, origin));

  const wss = new WebSocketServer<typeof GuardSocket>({
    noServer: true,
    WebSocket: GuardSocket,
    maxPayload: LIMITS.frameBytes,
    // zlib per socket fragments memory and opens the door to bombs; chat frames are small.
    perMessageDeflate: false,
    maxFragments: 64,
    maxBufferedChunks: 4_096,
  });
  // Registered before the adapter's own listener: the guard is in place when tRPC gets the socket.
  wss.on('connection', (socket, req) => {
    socket.guard(req.socket, limits);
    socket.once('close', (code) => {
      if (!socket.greeted) log.info({ code }, 'socket closed without a hello');
    });
  });
  applyWSSHandler({
    wss,
    router: appRouter,
    createContext: socketContext(services, registries, networks),
    experimental_encoder: encoder,
    onError: logFailure(log),
    keepAlive: { enabled: true, pingMs: LIMITS.pingMs, pongWaitMs: LIMITS.silenceMs - LIMITS.pingMs },
  });

  const rules = { registries, isKnownOrigin, isOverloaded, networks };
  const server = createHttpServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    // How late one of these may be noticed; Node looks every 30 s, which would let headers take 40.
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 16_384,
  });
  server.on(
    'request',
    requestListener(
      {
        isReady: options.isReady,
        trpc: trpcOverHttp(services, rules),
        files: files(services, rules),
        widget: widgetFiles(),
        demo: demoPages(() => firstProjectKey(db), env.FILES_URL),
        operatorApp: operatorPages(env.FILES_URL),
      },
      log,
    ),
  );
  handleUpgrades(server, wss, {
    isDraining: () => !options.isReady(),
    isOverloaded,
    isKnownOrigin,
    networks,
    limits,
    refusals,
    log,
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    refusals.note({ msg: 'request refused', kind: { why: error.code ?? 'unknown' }, address: null, network: null });
    socket.end(`HTTP/1.1 ${statusFor(error.code)}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return { server, wss };
}

/** 408 is what a browser expects on a connection that it opened in advance and did not use. */
function statusFor(code: string | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout';
  return code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
}
