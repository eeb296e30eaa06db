/** Pictures that a decoder should not be given. */
import { crc32, deflateSync } from 'node:zlib';
import { bytesOf } from './files.ts';

/** Black, one bit a pixel: fifty kB that become hundreds of MB. */
export function blackPng(width: number, height: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))];
  return bytesOf(Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks]));
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** So many frames, each a dot further right, on a screen of this size. */
export function movingGif(frames: number, side: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  header.writeUInt16LE(side, 6);
  header.writeUInt16LE(side, 8);
  const control = Buffer.from([0x21, 0xf9, 0x04, 0x00, 0x05, 0x00, 0x00, 0x00]);
  const all = Array.from({ length: frames }, (_, nth) => {
    const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 0x01, 0]);
    frame.writeUInt16LE(nth % side, 1);
    return Buffer.concat([control, frame]);
  });
  return bytesOf(Buffer.concat([header, ...all, Buffer.from([0x3b])]));
}
