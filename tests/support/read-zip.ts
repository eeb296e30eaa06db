import { crc32 } from 'node:zlib';

/** What a ZIP holds, by what its end says, as whoever opens one does; entries that are stored as they are, and none of 4 GB. */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('this is no whole ZIP: it has no end');
  const entries = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, crc, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 20)];
    const [nameChars, extraChars, noteChars] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    if (method !== 0 || nameChars === undefined || extraChars === undefined || noteChars === undefined)
      throw new Error('an entry that is compressed');
    const name = zip.toString('utf8', at + 46, at + 46 + nameChars);
    const start = zip.readUInt32LE(at + 42);
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const content = zip.subarray(from, from + size);
    if (crc32(content) !== crc) throw new Error(`${name} is not what its sum says`);
    entries.set(name, content);
    at += 46 + nameChars + extraChars + noteChars;
  }
  return entries;
}
