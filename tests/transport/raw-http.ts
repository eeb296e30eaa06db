import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** 0: closed without a word. */
  status: number;
  text: string;
}

/** Sends bytes as they are and reads until the head of an answer is there or the peer closes. */
export function sendRaw(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connectTo(url);
    let text = '';
    const end = (): void => {
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) end();
    });
    socket.on('error', end);
    socket.on('close', end);
    socket.write(bytes);
  });
}

export function connectTo(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect({ host: hostname, port: Number(port) });
}

/** A handshake with its parts to be spoilt: `undefined` leaves a header out. */
export function handshake(
  url: string,
  changes: { target?: string; method?: string; headers?: Record<string, string | undefined> } = {},
): string {
  const headers = {
    Host: new URL(url).host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...changes.headers,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`${changes.method ?? 'GET'} ${changes.target ?? '/trpc?connectionParams=1'} HTTP/1.1`, ...lines, '', ''].join(
    '\r\n',
  );
}
