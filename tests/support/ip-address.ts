/** IPv4 and IPv6 as text, bytes and numbers. */
export function bytesOfAddress(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const [before = '', after] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [head, tail] = [groups(before), groups(after ?? '')];
  const words = [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
  return Buffer.from(words.flatMap((word) => [word >> 8, word & 255]));
}

export const numberOfAddress = (text: string): bigint => BigInt(`0x${bytesOfAddress(text).toString('hex')}`);

export function addressOf(number: bigint, family: 4 | 6): string {
  const bytes = Buffer.from(number.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex');
  if (family === 4) return [...bytes].join('.');
  return (bytes.toString('hex').match(/.{4}/g) ?? []).join(':');
}
