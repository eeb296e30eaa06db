import { connect, type Socket } from 'node:net';

/** The key of RFC 6455's example: no server looks for more than its form. */
const HEADERS =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/**
 * Just enough of a WebSocket client: text frames under 64 KiB, unfragmented. A full client would need more of the
 * processor than the server that it loads. The mask is zero, which masks nothing; the server unmasks all the same.
 */
export class LeanSocket {
  readonly #tcp: Socket;
  #rest: Buffer | null = null;
  #upgraded = false;
  onOpen: () => void = () => undefined;
  onText: (text: string) => void = () => undefined;
  onLost: (why: string) => void = () => undefined;

  /** `from` is the address that a proxy would name: an address of its own for each client. */
  constructor(port: number, path: string, from: string) {
    const tcp = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#tcp = tcp;
    tcp.on('connect', () =>
      tcp.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Forwarded-For: ${from}\r\n${HEADERS}\r\n`),
    );
    tcp.on('data', (data: Buffer) => this.#read(data));
    tcp.on('error', (error) => this.onLost(error.message));
    tcp.on('close', () => this.onLost('closed'));
  }

  /** As a tab that loses its network. */
  cut(): void {
    this.onLost = () => undefined;
    this.#tcp.destroy();
  }

  send(text: string): void {
    const length = Buffer.byteLength(text);
    const head = length < 126 ? 6 : 8;
    const frame = Buffer.allocUnsafe(head + length);
    frame[0] = 0x81;
    if (length < 126) frame[1] = 0x80 | length;
    else {
      frame[1] = 0x80 | 126;
      frame.writeUInt16BE(length, 2);
    }
    frame.writeUInt32BE(0, head - 4);
    frame.write(text, head);
    this.#tcp.write(frame);
  }

  #read(chunk: Buffer): void {
    let data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    if (!this.#upgraded) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) return void (this.#rest = data);
      if (!data.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
        return this.onLost(data.toString('latin1', 0, data.indexOf('\r\n')));
      }
      this.#upgraded = true;
      this.onOpen();
      data = data.subarray(end + 4);
    }
    const used = this.#frames(data);
    if (used < data.length) this.#rest = data.subarray(used);
  }

  /** Hands on each whole frame; returns how many bytes they took. */
  #frames(data: Buffer): number {
    let at = 0;
    while (at + 2 <= data.length) {
      let length = (data[at + 1] ?? 0) & 127;
      let head = 2;
      if (length === 126) {
        if (at + 4 > data.length) break;
        length = data.readUInt16BE(at + 2);
        head = 4;
      } else if (length === 127) {
        if (at + 10 > data.length) break;
        length = data.readUInt32BE(at + 6);
        head = 10;
      }
      if (at + head + length > data.length) break;
      const opcode = (data[at] ?? 0) & 15;
      if (opcode === 1) this.onText(data.toString('latin1', at + head, at + head + length));
      else if (opcode === 8) this.onLost(`close frame ${data.readUInt16BE(at + head)}`);
      at += head + length;
    }
    return at;
  }
}
