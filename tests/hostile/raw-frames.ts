import { handshake } from '../transport/raw-http.ts';
import type { Enemy } from './enemy.ts';

const CONTINUES = 0x0;
export const TEXT = 0x1;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
const FIN = 0x80;
const MASKED = 0x80;

/** A frame as a client sends it, masked with zeros; `first` is its first byte where FIN and the opcode do not make it. */
export function frame(opcode: number, data: string | Uint8Array = '', first = FIN | opcode): Buffer {
  const body = Buffer.from(data);
  const { length } = body;
  const header = length < 126 ? [first, MASKED | length] : [first, MASKED | 126, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(...header, 0, 0, 0, 0), body]);
}

/** One piece of a message that goes on. */
export const fragment = (opcode: number, data: string | Uint8Array = ''): Buffer => frame(opcode, data, opcode);
export const continuation = (data: string | Uint8Array = ''): Buffer => fragment(CONTINUES, data);

export const HELLO = frame(TEXT, '{"method":"connectionParams","data":{}}');

/** Shakes hands, says hello and these bytes, and stays until it is put out; with which code, 0 for a cut without a word. */
export async function putOut(enemy: Enemy, ...bytes: Uint8Array[]): Promise<number> {
  const said = Buffer.from(await enemy.untilClosed(handshake(enemy.url), HELLO, ...bytes), 'latin1');
  const end = said.indexOf('\r\n\r\n');
  let code = 0;
  // A server's frames are not masked, and short.
  for (let at = end + 4; at + 1 < said.length; at += 2 + (said[at + 1] ?? 0)) {
    if (said[at] === (FIN | CLOSE)) code = said.readUInt16BE(at + 2);
  }
  return code;
}
