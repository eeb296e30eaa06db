import type { Server as HttpServer } from 'node:http';
import { createAdapter } from '@socket.io/postgres-adapter';
import type { Pool } from 'pg';
import { Server } from 'socket.io';
import type { PeerService, Session } from './peer-service.ts';

type Answer = (answer: object) => void;

/**
 * Socket.IO as its documentation advises: credentials in a middleware, rooms, acknowledgements, WebSocket only, missed
 * messages from the database on joining; with recovery, from memory.
 */
export function serveSocketIo(
  server: HttpServer,
  service: PeerService,
  options: { recovers: boolean; adapterPool: Pool | null },
): void {
  const io = new Server<
    Record<string, never>,
    Record<string, (...args: unknown[]) => void>,
    object,
    { session: Session }
  >(server, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 65_536,
    ...(options.recovers ? { connectionStateRecovery: { maxDisconnectionDuration: 120_000 } } : {}),
    ...(options.adapterPool === null ? {} : { adapter: createAdapter(options.adapterPool) }),
  });
  // Its documentation's advice for less memory: the request that opened a connection is kept no longer than it is needed.
  io.engine.on('connection', (connection: object) => void Reflect.set(connection, 'request', null));
  io.use((socket, admit) => {
    service.open(credentials(socket.handshake.auth)).then(
      (session) => {
        socket.data.session = session;
        admit();
      },
      (cause: unknown) => admit(new Error(String(cause))),
    );
  });
  io.on('connection', (socket) => {
    const { session } = socket.data;
    const on = (name: string, handle: (input: { conversationId: string; after?: number }) => Promise<object>): void => {
      socket.on<string>(name, ((input: { conversationId: string }, answer: Answer) => {
        handle(input).then(answer, (cause: unknown) => answer({ error: String(cause) }));
      }) satisfies (input: never, answer: never) => void);
    };
    on('join', async ({ conversationId, after }) => {
      for (const event of await service.join(session, { conversationId, after })) socket.emit('event', event);
      await socket.join(conversationId);
      return {};
    });
    on('send', async (input) => {
      const { conversationId, event } = await service.send(session, input);
      io.to(conversationId).emit('event', event);
      return { seq: event.seq, eventId: event.id };
    });
    on('signal', async (input) => {
      const signal = await service.signal(session, input);
      socket.to(signal.callId).emit('signal', signal);
      return {};
    });
  });
}

/** Recovery's own fields travel beside the user's. */
function credentials({ pid: _pid, offset: _offset, ...own }: Record<string, unknown>): unknown {
  return own;
}
