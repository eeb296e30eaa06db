import type { IncomingHttpHeaders } from 'node:http';

export interface ByteRange {
  start: number;
  /** Included. */
  end: number;
}

/**
 * The one range that a player asks for (RFC 9110 §14). Several at once, and what is not understood, count as none asked for,
 * which the RFC allows and clients know.
 */
export function rangeOf(headers: IncomingHttpHeaders, size: number, etag: unknown): ByteRange | 'unsatisfiable' | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (headers['if-range'] !== undefined && headers['if-range'] !== etag) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}
