import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { WebSocketServer } from 'ws';
import type { Limits } from '../access/limits.ts';
import { isWellFormedOrigin } from '../access/origins.ts';
import type { RefusalLog } from '../access/refusal-log.ts';
import { TRPC_PATH } from '../contract/wire.ts';
import type { ClientNetworks } from './client-address.ts';
import { namesOneHost } from './host.ts';

export interface UpgradeRules {
  isDraining: () => boolean;
  isOverloaded: () => boolean;
  /** Our own page or some project's; which one it must be is settled by `authenticate`. */
  isKnownOrigin: (origin: string, host: string | undefined) => Promise<boolean>;
  networks: ClientNetworks;
  limits: Limits;
  refusals: RefusalLog;
  log: Logger;
}

/**
 * The one `upgrade` listener of the process (TR1). It judges path, Host, Origin and rate before anything is
 * accepted, answers a refusal in plain HTTP, and hands each socket to `ws` exactly once.
 */
export function handleUpgrades(server: Server, wss: WebSocketServer, rules: UpgradeRules): void {
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Before anything else: an error on a socket without a listener ends the process.
    socket.on('error', () => socket.destroy());
    judge(req, socket, rules).then(
      (status) => {
        if (socket.destroyed) return;
        if (status !== null) {
          rules.refusals.note({ msg: 'handshake refused', kind: { status }, ...rules.networks.of(req) });
          refuse(socket, status);
        } else wss.handleUpgrade(req, socket, head, (ws) => wss.emit('connection', ws, req));
      },
      (cause: unknown) => {
        rules.log.error({ err: cause }, 'upgrade failed');
        refuse(socket, 503);
      },
    );
  });
}

/** The status to refuse with, or null to accept. */
async function judge(req: IncomingMessage, socket: Duplex, rules: UpgradeRules): Promise<number | null> {
  const url =
    req.url?.startsWith('/') === true && !req.url.startsWith('//') ? URL.parse(req.url, 'http://localhost') : null;
  if (url === null) return 400;
  if (url.pathname !== TRPC_PATH) return 404;
  if (!namesOneHost(req)) return 400;
  const { host, origin } = req.headers;
  // `ws` would take 8, a draft in which a page's origin stands in another header: it would pass for no page at all.
  if (req.headers['sec-websocket-version'] !== '13') return 400;
  // Without it the adapter would begin as anonymous and take the first message for a call.
  if (url.searchParams.get('connectionParams') !== '1') return 400;
  if (rules.isDraining()) return 503;
  const { network } = rules.networks.of(req);
  if (rules.limits.wait('handshakesByNetwork', network) > 0) return 429;
  // Whoever is here is served; who comes is led elsewhere, or comes back later.
  if (rules.isOverloaded()) return 503;
  // Taken before anything is awaited, or many at once would find the same place free.
  const leave = rules.limits.open('linesByNetwork', network);
  if (leave === null) return 429;
  if (socket.destroyed) leave();
  else socket.once('close', leave);
  if (origin === undefined) return null;
  return isWellFormedOrigin(origin) && (await rules.isKnownOrigin(origin, host)) ? null : 403;
}

function refuse(socket: Duplex, status: number): void {
  const retry = status === 503 || status === 429 ? 'Retry-After: 1\r\n' : '';
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.once('finish', () => socket.destroy());
}
