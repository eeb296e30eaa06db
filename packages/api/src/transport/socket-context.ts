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
import { Holder } from './holder.ts';

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
    case 'SECOND_FACTOR_REQUIRED':
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
    case 'MESSAGE_DELETED':
    case 'TOO_LATE':
    case 'SHORTCUT_TAKEN':
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
    const whenClosed = untilClosed(socket);
    whenClosed((code) => {
      const refused = socket.refused === 0 ? {} : { refused: socket.refused };
      log.info({ code, ms: Date.now() - opened, ...refused }, 'socket closed');
    });
    try {
      const { caller, deviceId } = await authenticate(services.db, services.env.PUBLIC_URL, {
        params: info.connectionParams,
        origin,
        host,
      });
      whenClosed(takePlace(services.limits, caller));
      const belongTo = (owner: OperatorCaller | VisitorCaller): void =>
        whenClosed(sessions.add(owner, (why) => endWith(socket, why)));
      if (caller.kind === 'operator' || caller.kind === 'visitor') belongTo(caller);
      const holder = new Holder({
        caller,
        takePlace: (visitorId) => services.limits.openOrThrow('socketsByVisitor', visitorId),
        onVisitor: (visitor, leave) => {
          whenClosed(leave);
          belongTo(visitor);
        },
      });
      const connection: Connection = {
        id,
        transport: 'websocket',
        deviceId: deviceId ?? randomUUIDv7(),
        userAgent: req.headers['user-agent'] ?? null,
        network,
        log,
        get caller() {
          return holder.caller;
        },
        become: (begin) => holder.become(begin),
        update: (known) => holder.update(known),
        writable: () => socket.writable(),
        directCall: () => {
          const call = currentCall();
          return call === undefined ? null : socket.direct(call);
        },
      };
      if (caller.kind === 'guest' || caller.kind === 'visitor') {
        whenClosed(visitors.add(connection, () => socket.refuse('suspended', 'SUSPENDED')));
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

/** Acts when the socket has closed, or at once when it is closed already; one listener for all of them. */
function untilClosed(socket: GuardSocket): (act: (code: number) => void) => void {
  const acts: ((code: number) => void)[] = [];
  socket.once('close', (code: number) => {
    for (const act of acts) act(code);
  });
  return (act) => {
    if (socket.readyState === socket.CLOSED) act(0);
    else acts.push(act);
  };
}

/** The session that the socket belongs to is over, or what its owner may do is to be looked up anew (AU1). */
function endWith(socket: GuardSocket, why: Parameters<Parameters<SessionRegistry['add']>[1]>[0]): void {
  if (why === 'rights') socket.refuse('rightsChanged', 'rights changed');
  else socket.refuse('unauthenticated', why === 'expired' ? 'IDENTITY_EXPIRED' : 'UNAUTHENTICATED');
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
