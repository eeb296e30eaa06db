/** A network between client and server that can be cut, go silent, or let no WebSocket through. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface FlakyProxy extends AsyncDisposable {
  url: string;
  /** As some company networks do: every attempt to upgrade is answered with a plain refusal. */
  blockWebSockets: boolean;
  /** Cuts what is open, without a goodbye. */
  cut(): void;
  /** Nothing gets through in either direction, and nobody is told. */
  silent: boolean;
  /** Connections that asked for an upgrade, whatever became of them. */
  upgrades: number;
  /** Everything that clients have sent, as text. */
  sent: string;
}

export async function startFlakyProxy(target: string): Promise<FlakyProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.on('data', (chunk) => proxy.silent || client.write(chunk));
    client.on('data', (chunk: Buffer) => {
      if (proxy.silent) return;
      const text = chunk.toString('latin1');
      proxy.sent += text;
      if (/^upgrade: websocket/im.test(text)) {
        proxy.upgrades += 1;
        if (proxy.blockWebSockets) {
          client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
          return;
        }
      }
      upstream.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const proxy: FlakyProxy = {
    url: `http://127.0.0.1:${address.port}`,
    blockWebSockets: false,
    silent: false,
    upgrades: 0,
    sent: '',
    cut,
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
  return proxy;
}
