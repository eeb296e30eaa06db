/** The peers' signaling, in a process of its own: `node peer-servers.ts <address>` says on which ports. */
import { createServer, type Server } from 'node:http';
import { PeerServer } from 'peer';
import { WebSocketServer, type WebSocket } from 'ws';

const [, , host = ''] = process.argv;
const waiting = new Map<string, WebSocket>();

const peerJs = new Promise<number>((resolve) => {
  PeerServer({ host, port: 0, path: '/' }, (server) => resolve(portOf(server)));
});
const relay = createServer();
new WebSocketServer({ server: relay, perMessageDeflate: false }).on('connection', (socket, { url = '' }) => {
  const asked = new URL(url, 'http://relay').searchParams;
  const [me, other] = [asked.get('me') ?? '', asked.get('other') ?? ''];
  waiting.set(me, socket);
  socket.on('message', (data, binary) => waiting.get(other)?.send(data, { binary }));
  socket.on('close', () => {
    if (waiting.get(me) === socket) waiting.delete(me);
  });
});
relay.listen(0, host, () => {
  void peerJs.then((port) => process.stdout.write(`ports ${port} ${portOf(relay)}\n`));
});

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
