import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { PeerService, Session } from './peer-service.ts';

type Frame =
  | { type: 'hello'; params: unknown }
  | { type: 'join'; conversationId: string; after?: number }
  | { type: 'send' | 'signal'; request: number; input: unknown };

/** `ws` as it comes, JSON by hand, one Buffer for all readers of an event: what Node can do at best without tricks. */
export function serveRaw(server: Server, service: PeerService): void {
  const wss = new WebSocketServer({ server, maxPayload: 65_536 });
  const rooms = new Map<string, Set<WebSocket>>();

  const join = (conversationId: string, socket: WebSocket): void => {
    const room = rooms.get(conversationId) ?? new Set();
    rooms.set(conversationId, room.add(socket));
    socket.once('close', () => {
      room.delete(socket);
      if (room.size === 0) rooms.delete(conversationId);
    });
  };
  const tell = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message));

  wss.on('connection', (socket) => {
    let session: Session | null = null;
    const handle = async (frame: Frame): Promise<void> => {
      if (frame.type === 'hello') {
        session = await service.open(frame.params);
        return tell(socket, { type: 'ready' });
      }
      if (session === null) throw new Error('hello first');
      if (frame.type === 'join') {
        const { conversationId, after } = frame;
        const missed = await service.join(session, { conversationId, after });
        for (const event of missed) tell(socket, { type: 'event', event });
        join(conversationId, socket);
        return tell(socket, { type: 'joined' });
      }
      if (frame.type === 'signal') {
        const signal = await service.signal(session, frame.input);
        const text = JSON.stringify({ type: 'signal', signal });
        for (const peer of rooms.get(signal.callId) ?? []) if (peer !== socket) peer.send(text);
        return tell(socket, { type: 'ack', request: frame.request });
      }
      const { conversationId, event } = await service.send(session, frame.input);
      const text = Buffer.from(JSON.stringify({ type: 'event', event }));
      for (const reader of rooms.get(conversationId) ?? []) reader.send(text, { binary: false });
      tell(socket, { type: 'ack', request: frame.request, seq: event.seq, eventId: event.id });
    };
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      // `nodebuffer` is the default of `ws`.
      Promise.try(() => handle(JSON.parse(Buffer.isBuffer(data) ? data.toString() : ''))).catch((cause: unknown) => {
        tell(socket, { type: 'error', message: String(cause) });
      });
    });
  });
}
