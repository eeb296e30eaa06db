import type { IncomingMessage } from 'node:http';
import type { CreateWSSContextFnOptions } from '@trpc/server/adapters/ws';
import { randomUUIDv7 } from 'node:crypto';
import { AppError } from '../access/app-error.ts';
import { authenticate } from '../access/authenticate.ts';
import type { Caller, Connection, OperatorCaller, VisitorCaller } from '../access/caller.ts';
import type { Limits } from '../access/limits.ts';
import type { Context, Services } from '../access/services.ts';
import type { SessionRegistry } from '../access/session-registry.ts';
import type { VisitorRegistry } from '../access/visitor-registry.ts';
import type { CLOSE_CODES, ErrorCode } from '../contract/wire.ts';
import type { ClientNetworks } from './client-address.ts';
import { GuardSocket } from './guard-socket.ts';
import { currentCall } from './hand-over.ts';

/** How a refused hello closes the socket; the client goes on, or gives up, by this code. */
function closeFor(code: ErrorCode): keyof typeof CLOSE_CODES {
  switch (code) {
    case 'UNAUTHENTICATED':
    case 'BAD_CREDENTIALS':
    case 'IDENTITY_EXPIRED':
    case 'IDENTITY_INVALID':
      return 'unauthenticated';
    case 'ORIGIN_NOT_ALLOWED':
    case 'BLOCKED':
    case 'FORBIDDEN':
    case 'PROOF_REQUIRED':
      return 'forbidden';
    case 'SUSPENDED':
      return 'suspended';
    case 'RATE_LIMITED':
      return 'rateLimited';
    case 'TOO_LARGE':
    case 'TOO_MANY':
    case 'QUOTA_EXCEEDED':
      return 'limitExceeded';
    case 'UNAVAILABLE':
    case 'INTERNAL':
      return 'serviceRestart';
    case 'INVALID_INPUT':
    case 'PROTOCOL_VERSION':
    case 'NOT_FOUND':
    case 'WEAK_PASSWORD':
    case 'EMAIL_TAKEN':
    case 'LAST_OWNER':
    case 'CALL_OVER':
    case 'WRONG_OFFSET':
    case 'FILE_REFUSED':
      return 'badHello';
  }
}

/** What is open, to be closed when it may not be any more. */
export interface Registries {
  sessions: SessionRegistry;
  visitors: VisitorRegistry;
}

/** Who asks, once for each socket; from here on its calls run as that caller. */
export function socketContext(services: Services, { sessions, visitors }: Registries, networks: ClientNetworks) {
  return async ({ req, res, info }: CreateWSSContextFnOptions): Promise<Context> => {
    if (!(res instanceof GuardSocket)) throw new Error('a socket that did not pass the guard');
    const socket = res;
    const id = randomUUIDv7();
    const log = services.log.child({ connection: id });
    const { origin, host } = req.headers;
    const { network } = networks.of(req);
    const opened = Date.now();
    socket.once('close', (code: number) => {
      const refused = socket.refused === 0 ? {} : { refused: socket.refused };
      log.info({ code, ms: Date.now() - opened, ...refused }, 'socket closed');
    });
    try {
      const { caller, deviceId } = await authenticate(services.db, services.env.PUBLIC_URL, {
        params: info.connectionParams,
        origin,
        host,
      });
      const leave = takePlace(services.limits, caller);
      if (socket.readyState === socket.OPEN) socket.once('close', leave);
      else leave();
      const belongTo = endWithSession(socket, sessions);
      if (caller.kind === 'operator' || caller.kind === 'visitor') belongTo(caller);
      const connection: Connection & { caller: Caller } = {
        id,
        transport: 'websocket',
        deviceId: deviceId ?? randomUUIDv7(),
        userAgent: req.headers['user-agent'] ?? null,
        network,
        log,
        caller,
        become(visitor) {
          this.caller = visitor;
          belongTo(visitor);
        },
        writable: () => socket.writable(),
        directCall: () => {
          const call = currentCall();
          return call === undefined ? null : socket.direct(call);
        },
      };
      if (caller.kind === 'guest' || caller.kind === 'visitor') {
        const release = visitors.add(connection, (why) =>
          why === 'gone'
            ? socket.refuse('unauthenticated', 'UNAUTHENTICATED')
            : socket.refuse('suspended', 'SUSPENDED'),
        );
        if (socket.readyState === socket.OPEN) socket.once('close', release);
        else release();
      }
      log.info({ caller: caller.kind }, 'socket opened');
      return { ...services, connection };
    } catch (cause) {
      const error = cause instanceof AppError ? cause : new AppError('UNAVAILABLE', undefined, { cause });
      if (error !== cause) log.error({ err: cause }, 'authentication failed');
      log.info({ refused: error.appCode }, 'socket refused');
      socket.refuse(closeFor(error.appCode), error.appCode);
      throw error;
    } finally {
      forget(req);
    }
  };
}

/** The socket is this session's from here on, and of no other before it, and is closed with it (AU1). */
function endWithSession(
  socket: GuardSocket,
  sessions: SessionRegistry,
): (caller: OperatorCaller | VisitorCaller) => void {
  let release = (): void => undefined;
  socket.once('close', () => release());
  return (caller) => {
    release();
    release = sessions.add(caller, (why) => {
      if (why === 'rights') socket.refuse('rightsChanged', 'rights changed');
      else socket.refuse('unauthenticated', why === 'expired' ? 'IDENTITY_EXPIRED' : 'UNAUTHENTICATED');
    });
    if (socket.readyState !== socket.OPEN) release();
  };
}

/** One of the sockets that a person may have open; who is nobody yet is counted by network alone. */
function takePlace(limits: Limits, caller: Caller): () => void {
  switch (caller.kind) {
    case 'visitor':
      return limits.openOrThrow('socketsByVisitor', caller.id);
    case 'operator':
      return limits.openOrThrow('socketsBySession', caller.sessionId);
    case 'guest':
    case 'anonymous':
      return () => undefined;
  }
}

/** The adapter keeps the request as long as its socket, and nobody reads its headers again. */
function forget(req: IncomingMessage): void {
  req.headers = {};
  req.rawHeaders = [];
}
