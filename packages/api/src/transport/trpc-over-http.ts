import type { IncomingMessage, ServerResponse } from 'node:http';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { randomUUIDv7 } from 'node:crypto';
import { AppError } from '../access/app-error.ts';
import { authenticate } from '../access/authenticate.ts';
import type { Caller, Connection } from '../access/caller.ts';
import type { Limits } from '../access/limits.ts';
import type { Context, Services } from '../access/services.ts';
import { appRouter } from '../app-router.ts';
import { LIMITS, TRPC_PATH } from '../contract/wire.ts';
import { Holder } from './holder.ts';
import { comeLater, letPagesIn, paramsOf, type HttpRules } from './http-caller.ts';
import { logFailure } from './log-failure.ts';

/**
 * The same router on the same path, for networks that block WebSockets and for scripts: mutations by POST,
 * queries by GET, subscriptions as server-sent events.
 */
export function trpcOverHttp(services: Services, rules: HttpRules) {
  return async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    if (rules.isOverloaded()) return comeLater(res);
    await letPagesIn(req, res, rules.isKnownOrigin);
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
      createContext: ({ info }) =>
        httpContext(services, rules, req, res, { isStream: info.type === 'subscription', calls: info.calls.length }),
      // tRPC has a `Vary` of its own, which takes the place of any set before.
      responseMeta: ({ errors }) => ({ headers: { Vary: 'Origin', ...retryAfter(errors) } }),
      onError: logFailure(services.log),
    });
  };
}

/** The hint of a refusal, for whoever knows HTTP and not us; in whole seconds, as it wants them. */
function retryAfter(errors: readonly Error[]): Record<string, string> {
  const hints = errors.flatMap((error) => (error.cause instanceof AppError ? error.cause : error));
  const waits = hints.map((error) => (error instanceof AppError ? (error.retryAfterMs ?? 0) : 0));
  const longest = Math.max(0, ...waits);
  return longest === 0 ? {} : { 'Retry-After': String(Math.ceil(longest / 1_000)) };
}

async function httpContext(
  services: Services,
  { registries, networks }: HttpRules,
  req: IncomingMessage,
  res: ServerResponse,
  { isStream, calls }: { isStream: boolean; calls: number },
): Promise<Context> {
  const { limits } = services;
  const { network } = networks.of(req);
  limits.take('requestsByNetwork', network, calls);
  const id = randomUUIDv7();
  const { origin, host } = req.headers;
  const { caller, deviceId } = await authenticate(services.db, services.env.PUBLIC_URL, {
    params: paramsOf(req),
    origin,
    host,
  });
  countRequest(limits, caller, calls);
  if (isStream) countStream(limits, caller, network, res);
  // A revoked session's streams end, and those of one whose rights have changed; its plain requests have their answer already, or are refused.
  if ((caller.kind === 'operator' || caller.kind === 'visitor') && isStream)
    whenClosed(
      res,
      registries.sessions.add(caller, () => res.destroy()),
    );
  const holder = new Holder({ caller });
  const connection: Connection = {
    id,
    transport: 'http',
    deviceId: deviceId ?? randomUUIDv7(),
    userAgent: req.headers['user-agent'] ?? null,
    network,
    log: services.log.child({ connection: id }),
    get caller() {
      return holder.caller;
    },
    become: (begin) => holder.become(begin),
    update: (known) => holder.update(known),
    // tRPC's HTTP adapter waits for `drain` itself.
    writable: () => Promise.resolve(),
  };
  if (isStream && (caller.kind === 'guest' || caller.kind === 'visitor'))
    whenClosed(
      res,
      registries.visitors.add(connection, () => res.destroy()),
    );
  return { ...services, connection };
}

/** As much as one may say on a socket; who is nobody yet is counted by network alone. */
function countRequest(limits: Limits, caller: Caller, calls: number): void {
  if (caller.kind === 'visitor') limits.take('visitorSays', caller.id, calls);
  if (caller.kind === 'operator') limits.take('operatorSays', caller.sessionId, calls);
}

/** A stream is open as long as a socket is. */
function countStream(limits: Limits, caller: Caller, network: string | null, res: ServerResponse): void {
  whenClosed(res, limits.openOrThrow('linesByNetwork', network));
  if (caller.kind === 'visitor') whenClosed(res, limits.openOrThrow('streamsByVisitor', caller.id));
  if (caller.kind === 'operator') whenClosed(res, limits.openOrThrow('streamsBySession', caller.sessionId));
}

/** Whoever asked may have gone while we found out who he is. */
function whenClosed(res: ServerResponse, leave: () => void): void {
  if (res.closed) leave();
  else res.once('close', leave);
}
